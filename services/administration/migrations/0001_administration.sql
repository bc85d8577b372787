-- What one administrator proposed, and what another made of it.
create table proposal (
    change_id uuid primary key,
    kind text not null,
    name text not null,
    effective_on date not null,
    value jsonb,
    reason text not null,
    explanation text,
    instead_of uuid,
    proposed_by text not null,
    proposed_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    confirmed boolean,
    refusal_reason text
);
create index proposal_waiting on proposal (proposed_at) where settled_at is null;
