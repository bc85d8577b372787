-- Agendas of the MDO and the other tables. Participants by function; minutes are kept elsewhere and referred to.
create table agenda_item (
    item_id uuid primary key,
    signal_id uuid not null references signal_case,
    case_table text not null,
    held_on date not null,
    participants text[] not null,
    state text not null,
    advice text[] not null default '{}',
    minutes text,
    explanation text,
    put_on_by text not null,
    settled_by text
);
create index agenda_of on agenda_item (signal_id);

-- Decisions that wait for a second person.
create table proposal (
    proposal_id uuid primary key,
    signal_id uuid not null references signal_case,
    body jsonb not null,
    reasons text[] not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    confirmed boolean,
    explanation text,
    escalated_at timestamptz
);
create unique index proposal_open on proposal (signal_id) where settled_at is null;
