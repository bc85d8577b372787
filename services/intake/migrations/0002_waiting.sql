-- Since when a signal waits for its reporter, and when that had lasted too long.
alter table signal add column status_since timestamptz not null default now(), add column escalated_at timestamptz;
create index signal_waiting on signal (status_since) where status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd');
