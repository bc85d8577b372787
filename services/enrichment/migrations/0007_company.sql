-- The firm as the trade register holds it, looked up beside the stream as the address is.
alter table signal rename column lookup_attempts to address_attempts;
alter table signal rename column lookup_after to address_after;
alter table signal
    add column company_state text not null default 'geen-kvk-nummer',
    add column company text,
    add column company_attempts integer not null default 0,
    add column company_after timestamptz not null default now();
alter table signal alter column company_state drop default;
update signal set company_state = 'wordt-opgezocht' where content->'personal'->'company'->>'kvk_number' is not null;
create index signal_company_to_look_up on signal (company_after) where company_state = 'wordt-opgezocht';
