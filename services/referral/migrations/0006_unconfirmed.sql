-- When a confirmation stayed away beyond its term, and that was put on record.
alter table notice add column escalated_at timestamptz;
create index notice_overdue on notice (sent_at) where confirmed_at is null and escalated_at is null;
