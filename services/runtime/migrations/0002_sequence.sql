-- Per topic the writer's own dense numbers, given by the relay before it sends: what is left out on the way leaves a gap.
create table outbox_sequence (topic text primary key, last bigint not null);
alter table outbox add column sequence bigint;
-- Sent before there were numbers: not held back, and no number is missing.
update outbox set sequence = 0 where sent_at is not null;

-- When this writer signed for its counts, and how many events of its own it had sent by then.
create table count_statement (stated_at timestamptz primary key, events bigint not null);
