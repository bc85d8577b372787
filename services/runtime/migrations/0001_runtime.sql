-- Events already handled: the other half of at-least-once.
create table inbox (
    source text not null,
    event_id uuid not null,
    handled_at timestamptz not null default now(),
    primary key (source, event_id)
);

-- Events to publish: written in the transaction that made them true.
create table outbox (
    position bigint generated always as identity primary key,
    transaction_id xid8 not null default pg_current_xact_id(),
    urgent boolean not null,
    topic text not null,
    key bytea not null,
    event_id uuid not null,
    value bytea not null,
    traceparent text,
    created_at timestamptz not null default now(),
    sent_at timestamptz
);
create index outbox_waiting on outbox (urgent desc, position) where sent_at is null;

-- Events set aside, encrypted; the dead-letter topic only points here.
create table quarantine (
    quarantine_id uuid primary key,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    reason text not null,
    rules text[] not null,
    sealed bytea not null,
    quarantined_at timestamptz not null default now(),
    unique (topic, partition, record_offset)
);

-- Answers already given to an Idempotency-Key.
create table idempotency (
    subject text not null,
    key text not null,
    request_hash bytea not null,
    status integer,
    body text,
    created_at timestamptz not null default now(),
    primary key (subject, key)
);
