-- What came of asking each register, in the same words for all: since when, why it refused, and when it is asked next.
alter table signal
    add column address_at timestamptz, add column address_refusal text, add column address_more_than integer,
    add column company_at timestamptz, add column company_refusal text, add column company_more_than integer,
    add column residents_at timestamptz, add column residents_refusal text, add column residents_more_than integer,
    -- All that may be it, where none is the address as reported; and whether they are those without its suffix.
    add column addresses text[], add column address_without_suffix boolean,
    add column residents_of_unknown_age integer;

-- 'onbekend' was also said of a question that was refused, residents without an age were counted as adults, and an
-- address without a postcode was not asked for: what is still on a desk is asked (again).
update signal set address_state = 'wordt-opgezocht', address_after = now(), address_attempts = 0
where content is not null and state in ('te-beoordelen', 'bij-melder') and (
    address_state = 'onbekend' or (
        address_state = 'geen-adres' and content->'personal'->'location'->>'house_number' is not null
        and content->'personal'->'location'->>'street' is not null
        and content->'personal'->'location'->>'city' is not null
    )
);
update signal set company_state = 'wordt-opgezocht', company_after = now(), company_attempts = 0
where content is not null and state in ('te-beoordelen', 'bij-melder') and company_state = 'onbekend';
update signal set residents_state = 'wordt-opgezocht', residents_after = now(), residents_attempts = 0
where content is not null and state in ('te-beoordelen', 'bij-melder') and address_id is not null
    and residents_state in ('onbekend', 'bekend');
update signal set
    address_state = case address_state
        when 'onbekend' then 'niet-gevonden' when 'geen-adres' then 'niet-gevraagd' else address_state end,
    company_state = case company_state
        when 'onbekend' then 'niet-gevonden' when 'geen-kvk-nummer' then 'niet-gevraagd' else company_state end,
    residents_state = case residents_state
        when 'onbekend' then 'niet-gevonden' when 'geen-adres' then 'niet-gevraagd' else residents_state end;

-- Infinity: not asked, or not again.
update signal set address_after = 'infinity' where address_state <> 'wordt-opgezocht';
update signal set company_after = 'infinity' where company_state <> 'wordt-opgezocht';
update signal set residents_after = 'infinity' where residents_state <> 'wordt-opgezocht';
drop index signal_to_look_up, signal_company_to_look_up, signal_residents_to_look_up;
create index signal_address_to_look_up on signal (address_after) where address_after < 'infinity';
create index signal_company_to_look_up on signal (company_after) where company_after < 'infinity';
create index signal_residents_to_look_up on signal (residents_after) where residents_after < 'infinity';
