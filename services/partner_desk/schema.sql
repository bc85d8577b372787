-- What a partner keeps of what it was told. Content is sealed; codes and days are not, to sort by them.
create table place (
    topic text not null,
    partition integer not null,
    next integer not null,
    read_at text not null,
    primary key (topic, partition)
) strict;

create table item (
    reference text primary key,
    family text not null,
    state text not null,
    since text not null, -- in this state
    received_at text not null,
    answer_by text,
    destroyed_at text
) strict;

create table record (
    event_id text primary key,
    reference text not null references item,
    step integer not null, -- in the life of what it is about, with the answers
    fact text not null,
    time text not null,
    notice text,
    confirmed_by text, -- the answer that did
    key_number integer not null,
    content blob -- none once it was destroyed
) strict;
create unique index record_step on record (reference, step);

-- Of an answer that broke a rule; whose it is, is known by its place on the reply topic.
create table refusal (
    place integer primary key,
    event_id text not null unique,
    came_at text not null,
    rules text not null -- field and rule, never a value
) strict;

-- What could not be read.
create table set_aside (
    number integer primary key autoincrement,
    topic text not null,
    partition integer not null,
    place integer not null,
    came_at text not null,
    rules text not null, -- field and rule, never a value
    key_number integer not null,
    content blob not null,
    unique (topic, partition, place)
) strict;

create table answer (
    event_id text primary key,
    reference text not null references item,
    step integer not null,
    answer text not null,
    time text not null,
    answered_by text not null,
    form_key text not null unique,
    sent_at text,
    place integer, -- on the reply topic
    refused integer not null default 0,
    key_number integer not null,
    content blob -- none once it was destroyed
) strict;
create unique index answer_step on answer (reference, step);

create table outbox (
    number integer primary key autoincrement,
    event_id text not null unique references answer (event_id),
    key_number integer not null,
    content blob not null
) strict;

create table account (
    name text primary key,
    password_hash text not null,
    key_number integer not null,
    second_factor blob not null, -- sealed
    failures integer not null default 0,
    locked_until text,
    used integer not null default -1
) strict;

create table session (
    id_hash blob primary key,
    name text not null references account on delete cascade,
    created_at text not null,
    seen_at text not null
) strict;

-- Who did or read what (NEN 7513); nothing of what it says.
create table trail (
    number integer primary key autoincrement,
    at text not null,
    name text not null,
    act text not null,
    reference text
) strict;
