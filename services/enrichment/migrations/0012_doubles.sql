-- The same report twice: what was told, as a digest that goes with the content. The later of two within a week, as long
-- as a request is known by its key, is a double: shown as such, and counted nowhere.
create table report_digest (
    signal_id uuid primary key references signal,
    received_at timestamptz not null,
    digest bytea not null
);
create index report_digest_same on report_digest (digest, received_at);

create view double as
select later.signal_id, earlier.signal_id as double_of
from report_digest later cross join lateral (
    select signal_id from report_digest
    where digest = later.digest and (received_at, signal_id) < (later.received_at, later.signal_id)
        and received_at > later.received_at - interval '7 days'
    order by received_at, signal_id limit 1
) earlier;

-- By what an object is known: a firm by its number or its name. Those from before are hashed again.
alter table object_hash add column known_by text;
update signal set linked_with = null where content is not null;

-- Which signals have an object in common. Two firms of one name with a number each are two firms.
create view sharing as
select mine.signal_id, mine.kind, mine.known_by, mine.hash, other.signal_id as other_id
from object_hash mine join object_hash other on other.hash = mine.hash and other.signal_id <> mine.signal_id
where mine.known_by is distinct from 'naam'
    or not exists (select from object_hash n where n.signal_id = mine.signal_id and n.known_by = 'kvk-nummer')
    or not exists (select from object_hash n where n.signal_id = other.signal_id and n.known_by = 'kvk-nummer')
    or exists (
        select from object_hash a join object_hash b on b.hash = a.hash
        where a.signal_id = mine.signal_id and b.signal_id = other.signal_id and a.known_by = 'kvk-nummer'
    );

-- The same without doubles: what counts.
create view shared as
select * from sharing
where not exists (select from double where double.signal_id = sharing.other_id)
    and not exists (
        select from double where double.signal_id = sharing.signal_id and double.double_of = sharing.other_id
    );
