-- When the term of a question passed unanswered, and that was put on record.
alter table consultation add column escalated_at timestamptz;
