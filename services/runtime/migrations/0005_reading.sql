-- Topics that are not read, because too much of them was set aside; and since when the others are read again.
create table reading (
    topic text primary key,
    stopped boolean not null,
    since timestamptz not null
);
create index quarantine_recent on quarantine (topic, quarantined_at);
