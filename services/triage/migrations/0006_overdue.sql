-- What waits too long, and what was kept long enough, is found without looking at everything.
create index consultation_overdue on consultation (answer_by)
    where answered_at is null and withdrawn_at is null and escalated_at is null;
create index proposal_overdue on proposal (proposed_at) where settled_at is null and escalated_at is null;
create index case_kept on signal_case (state, arrived_at) where personal is not null;
