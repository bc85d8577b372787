-- Who is signed on. The key is a digest of the cookie, and the tokens are sealed under the cookie itself: whoever reads
-- this table can neither be anybody nor call anything.
create table session (
    id_hash bytea primary key check (octet_length(id_hash) = 32),
    subject text not null,
    provider_session text,
    sealed bytea not null,
    created_at timestamptz not null,
    seen_at timestamptz not null
);
create index session_subject on session (subject);
create index session_seen on session (seen_at);

-- A browser that went to the identity provider and is not back yet.
create table sign_on (
    id_hash bytea primary key check (octet_length(id_hash) = 32),
    sealed bytea not null,
    started_at timestamptz not null
);
create index sign_on_started on sign_on (started_at);
