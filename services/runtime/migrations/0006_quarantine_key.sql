-- Which of the service's keys a row is sealed with: a key is changed without losing what was sealed before.
alter table quarantine add column key_number integer not null default 1;
