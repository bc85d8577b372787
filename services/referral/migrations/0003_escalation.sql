-- When the norm time of this state passed unanswered, and that was put on record.
alter table referral add column escalated_at timestamptz;
