create table signal (
    signal_id uuid primary key,
    state text not null,
    received_at timestamptz not null,
    content jsonb not null,
    traceparent text,
    supplements text[] not null default '{}',
    -- The address as the BAG holds it, looked up beside the stream so that a slow register holds up nothing.
    address_state text not null,
    address text,
    address_hash bytea,
    lookup_attempts integer not null default 0,
    lookup_after timestamptz not null default now(),
    assessed_by text,
    assessed_at timestamptz,
    assessment_note text,
    destroy_after date
);
create index signal_to_look_up on signal (lookup_after) where address_state = 'wordt-opgezocht';
create index signal_at_address on signal (address_hash) where address_hash is not null;
create index signal_to_assess on signal (received_at) where state = 'te-beoordelen';
