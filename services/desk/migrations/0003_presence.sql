-- Who has a file open now, for who opens it too. The name is sealed with the desk's own key; a row is gone soon after the
-- page.
create table presence (
    about uuid not null,
    id_hash bytea not null references session on delete cascade,
    subject text not null,
    key_number integer not null,
    name bytea not null,
    seen_at timestamptz not null,
    primary key (about, id_hash)
);
create index presence_seen on presence (seen_at);
