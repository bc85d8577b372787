-- What the police were told last, and what could be read of a danger: a report that is put right corrects its alert.
alter table alert
    add column told_hash bytea,
    add column heard jsonb;
create index alert_of_refused_report on alert (raised_by, raised_at) where heard is not null and signal_id is null;
