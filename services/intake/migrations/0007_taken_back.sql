-- A reporter who takes a signal back; and who reported what, for their own list.
alter table signal add column taken_back_at timestamptz;
create index signal_of_reporter on signal (reported_by, signal_id);
