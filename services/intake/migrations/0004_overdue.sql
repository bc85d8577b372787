-- What waits too long is found without looking at everything that waits.
create index signal_overdue on signal (status, status_since) where escalated_at is null;
