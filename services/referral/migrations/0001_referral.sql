-- The only place that knows which partner's reference belongs to which signal.
create table referral (
    reference uuid primary key,
    signal_id uuid not null,
    decision_id uuid not null,
    partner text not null,
    director boolean not null,
    basis text not null,
    municipality text not null,
    state text not null,
    sent_at timestamptz not null,
    unique (decision_id, partner)
);
create index referral_of on referral (signal_id);

create table referral_step (
    reference uuid not null references referral,
    step integer not null,
    state text not null,
    reported_at timestamptz not null,
    recorded_at timestamptz not null default now(),
    reason text,
    explanation text,
    primary key (reference, step)
);
