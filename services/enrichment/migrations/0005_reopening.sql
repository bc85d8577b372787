-- When a signal that was closed came back, and for what it shares with another.
alter table signal add column reopened_at timestamptz, add column reopened_for text[] not null default '{}';
