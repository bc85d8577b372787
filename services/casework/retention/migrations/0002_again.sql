-- Something can come after: a referral of a case that came back, a withdrawal with its reason. That goes later, on record.
alter table destruction add column turn integer not null default 1;
alter table destruction drop constraint destruction_pkey, add primary key (signal_id, turn);
