-- Who has a case in hand: an opaque user id.
create table handling (
    signal_id uuid primary key,
    handler text not null,
    since timestamptz not null
);
create index handling_of on handling (handler);

-- What a desk notes of a case; the words go with its content.
create table note (
    note_id uuid primary key,
    signal_id uuid not null,
    words text,
    written_by text not null,
    written_at timestamptz not null
);
create index note_of on note (signal_id);
