-- Another municipality got the case too: why, on which basis, until when, and who ended it earlier.
create table hand_over (
    hand_over_id uuid primary key,
    signal_id uuid not null references signal_case,
    municipality text not null,
    reason text not null,
    explanation text,
    basis text not null,
    until date not null,
    handed_over_by text not null,
    handed_over_at timestamptz not null,
    ended_by text,
    ended_at timestamptz
);
create index hand_over_of on hand_over (signal_id);
