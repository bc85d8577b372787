-- Whether the victim refused that this partner gets it.
alter table referral add column against_will boolean not null default false;

-- Answers to partners that wait for a second person.
create table answer_proposal (
    proposal_id uuid primary key,
    reference uuid not null references referral,
    signal_id uuid not null,
    answer text not null,
    reasons text[] not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    confirmed boolean,
    escalated_at timestamptz
);
create unique index answer_proposal_open on answer_proposal (reference) where settled_at is null;
create index answer_proposal_overdue on answer_proposal (proposed_at) where settled_at is null and escalated_at is null;
