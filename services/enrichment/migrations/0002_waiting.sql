-- Since when a signal stands where it stands, and when that had lasted too long.
alter table signal add column state_since timestamptz not null default now(), add column escalated_at timestamptz;
