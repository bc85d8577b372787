-- "Houdt tevens de signalen/casussen bij" (plan 2.1): every signal has a row, content only where it is to be decided.
create table signal_case (
    signal_id uuid primary key,
    municipality text not null,
    state text not null,
    arrived_at timestamptz not null,
    strength integer not null default 0,
    facts jsonb,
    personal jsonb,
    reasons text[] not null default '{}',
    analyst_note text,
    traceparent text
);
create index case_to_decide on signal_case (arrived_at) where state = 'te-beslissen';

create table consultation (
    reference uuid primary key,
    signal_id uuid not null references signal_case,
    partner text not null,
    question text not null,
    asked_by text not null,
    asked_at timestamptz not null,
    answer_by date not null,
    conclusion text,
    explanation text,
    answered_at timestamptz
);
create index consultation_of on consultation (signal_id);

create table decision (
    decision_id uuid primary key,
    signal_id uuid not null references signal_case,
    outcomes text[] not null,
    partners text[] not null,
    director text not null,
    motivation text,
    decided_by text not null,
    decider_role text not null,
    rule_version text not null,
    decided_at timestamptz not null default now()
);
create index decision_of on decision (signal_id);
