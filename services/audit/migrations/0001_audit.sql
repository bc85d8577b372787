-- What every topic held, byte for byte; only ever added to.
create table record (
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    logged_at timestamptz not null,
    key bytea,
    value bytea,
    headers jsonb not null,
    sha256 bytea not null,
    stored_at timestamptz not null default now(),
    primary key (topic, partition, record_offset)
);
