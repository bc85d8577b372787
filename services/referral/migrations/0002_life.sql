-- Since when a referral stands where it stands: its norm time runs from here.
alter table referral add column state_since timestamptz not null default now();
create index referral_in_state on referral (state, state_since);

-- Who of ours took a step; empty where the partner reported it.
alter table referral_step add column taken_by text;

-- What a partner has to confirm.
create table notice (
    notice uuid primary key,
    reference uuid not null references referral,
    kind text not null,
    sent_at timestamptz not null,
    confirmed_at timestamptz
);
create index notice_of on notice (reference);
