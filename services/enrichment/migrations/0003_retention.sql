-- Content goes when its day has passed; that it was there stays.
alter table signal alter column content drop not null;
