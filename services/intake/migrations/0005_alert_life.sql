-- An alert that was wrong: what the police have to confirm about it, and when the danger turned out not to be there.
alter table alert add column withdrawn_at timestamptz;
create table notice (
    notice uuid primary key,
    reference uuid not null references alert,
    kind text not null,
    sent_at timestamptz not null,
    confirmed_at timestamptz,
    escalated_at timestamptz
);
create index notice_of on notice (reference);
create index notice_overdue on notice (sent_at) where confirmed_at is null and escalated_at is null;

drop index alert_answered;
create index alert_settled on alert (coalesce(acknowledged_at, withdrawn_at)) where raised_by <> '';
