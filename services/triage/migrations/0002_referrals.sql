-- Where the referral services say referrals stand. ``returned``: it brought the case back to the worklist.
create table referral (
    decision_id uuid not null,
    partner text not null,
    signal_id uuid not null,
    director boolean not null,
    state text not null,
    reference uuid,
    reason text,
    explanation text,
    moved_at timestamptz not null default now(),
    returned boolean not null default false,
    primary key (decision_id, partner)
);
create index referral_of on referral (signal_id);

-- Cases decided before there was this view; they count as sent until they move.
insert into referral (decision_id, partner, signal_id, director, state)
select decision_id, partner, signal_id, partner = director, 'verzonden' from decision, unnest(partners) as partner;

-- What the reporter was told last.
alter table signal_case add column reporter_told text;
