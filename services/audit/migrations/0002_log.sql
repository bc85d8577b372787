-- Headers may hold any name, also what jsonb refuses (NUL): a record that cannot be stored would be a hole in the log.
alter table record alter column headers type text using headers::text;

-- Records that have no place in the log yet, in order of arrival; emptied by the one sequencer.
create table arrival (
    position bigint generated always as identity primary key,
    topic text not null,
    partition integer not null,
    record_offset bigint not null
);
insert into arrival (topic, partition, record_offset)
    select topic, partition, record_offset from record order by logged_at, topic, partition, record_offset;

-- The log (C2SP tlog-tiles): an entry's bytes are made of its record, its hash is in a tile of level 0.
create table log_entry (
    log_index bigint primary key,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    part integer not null,
    unique (topic, partition, record_offset, part)
);
create table tile (
    level integer not null,
    tile_index bigint not null,
    hashes bytea not null,
    primary key (level, tile_index)
);
alter table tile alter column hashes set storage external;
create table log_head (single boolean primary key default true check (single), size bigint not null);
insert into log_head (size) values (0);

-- Every head that was ever signed; it counts, and is served, once enough witnesses cosigned it.
create table checkpoint (
    size bigint primary key,
    root bytea not null,
    note text not null,
    signed_at timestamptz not null default now(),
    witnessed text,
    witnessed_at timestamptz
);
