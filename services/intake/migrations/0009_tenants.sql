-- Whose the signals and alerts of before were. Of an alert without a signal nobody noted where it was: it is the district's.
insert into case_tenant (signal_id, tenant, capacity, since)
select signal_id, municipality, 'gemeld', received_at from signal;
insert into case_tenant (signal_id, tenant, capacity, since)
select alert_id, 'gelderland-zuid', 'gemeld', raised_at from alert where signal_id is null;
