-- What a signal shares with others, and how strong it is by that, is reckoned where it changes: no look at a list or a
-- file reckons it again. ``shared``: how many others by what they are known, by kind, and by kind in other municipalities.
alter table signal
    add column municipality text,
    add column strength integer not null default 0,
    add column shared jsonb not null default '{"links": [], "others": {}, "elsewhere": 0}';
update signal set
    municipality = coalesce(
        content->>'municipality', (select tenant from case_tenant t where t.signal_id = signal.signal_id limit 1)
    );
-- Linked again, which reckons all of it.
update signal set linked_with = null where content is not null;

drop index signal_to_assess;
create index signal_on_desk on signal (municipality, strength desc, received_at, signal_id)
    where state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null);
create index signal_to_assess on signal (received_at) where state = 'te-beoordelen';
create index object_hash_uncounted on object_hash (hash) where not counted;

-- How much lies on the desks that are in the scope of who asks: every row would be asked whose it is.
create function on_desk() returns bigint
language sql stable security definer set search_path from current
return (
    select count(*) from signal
    where municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
);
