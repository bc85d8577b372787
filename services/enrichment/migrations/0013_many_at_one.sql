-- What linking has to know of a signal stands beside its hashes: however many signals share one address, an index finds
-- those that matter. ``numbered``: of a firm's name whose signal has a number too; two such are linked by that alone.
-- ``counted``: its signal is no double. ``closed``: it comes back for what it shares. ``intervened``: something was done.
alter table object_hash
    add column numbered boolean not null default false,
    add column counted boolean not null default true,
    add column closed boolean not null default false,
    add column intervened boolean not null default false;
update object_hash mine set
    numbered = mine.known_by = 'naam'
        and exists (select from object_hash n where n.signal_id = mine.signal_id and n.known_by = 'kvk-nummer'),
    counted = not exists (select from double where double.signal_id = mine.signal_id),
    closed = exists (select from signal s where s.signal_id = mine.signal_id and s.state = 'niet-versterkt'),
    intervened = exists (select from intervention i where i.signal_id = mine.signal_id);

drop view shared, sharing;
drop index object_hash_shared;
create index object_hash_counted on object_hash (hash, numbered, signal_id) where counted;
create index object_hash_closed on object_hash (hash) where closed and counted;
create index object_hash_intervened on object_hash (hash) where intervened;

-- What waits too long, what may go and what lies on the desk, without looking at all that was.
create index signal_overdue on signal (state, state_since) where escalated_at is null;
create index signal_escalated on signal (state) where escalated_at is not null;
create index signal_kept on signal (destroy_after) where content is not null;
