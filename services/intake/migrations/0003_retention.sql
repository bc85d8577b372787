-- What still says who reported it, by how long ago it ended.
create index signal_ended on signal (status_since)
    where reported_by <> '' and status in ('afgerond', 'niet-versterkt', 'ingetrokken');
create index alert_answered on alert (acknowledged_at) where raised_by <> '';
create index alert_of on alert (signal_id);
