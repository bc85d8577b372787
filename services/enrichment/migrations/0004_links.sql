-- What a signal can have in common with another, as keyed hashes alone: who reads this table finds no address or number.
create table object_hash (
    signal_id uuid not null references signal,
    kind text not null,
    key_id text not null,
    hash bytea not null,
    primary key (signal_id, hash)
);
create index object_hash_shared on object_hash (hash);

-- Under which keys a signal's objects were hashed; null is to do.
alter table signal add column address_id text, add column linked_with text;
create index signal_to_link on signal (received_at) where linked_with is null and content is not null;

drop index signal_at_address;
alter table signal drop column address_hash;
-- The BAG's identification was not kept: it is asked again.
update signal set address_state = 'wordt-opgezocht', lookup_after = now()
where address_state = 'bekend' and content is not null;
