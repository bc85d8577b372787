-- How many people the BRP has at the address, asked once the BAG knows it.
alter table signal
    add column residents_state text not null default 'geen-adres',
    add column residents integer,
    add column residents_minor integer,
    add column residents_attempts integer not null default 0,
    add column residents_after timestamptz not null default 'infinity';
alter table signal alter column residents_state drop default;
update signal set residents_state = 'wordt-opgezocht' where address_state = 'wordt-opgezocht';
update signal set residents_state = 'wordt-opgezocht', residents_after = now()
where address_id is not null and content is not null;
create index signal_residents_to_look_up on signal (residents_after) where residents_state = 'wordt-opgezocht';
