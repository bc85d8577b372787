-- A delivered event's content goes before its case does; what it was remains provable.
alter table outbox add column digest bytea, add check (digest is null or sent_at is not null);
create index outbox_full on outbox (created_at) where digest is null;
create index outbox_emptied on outbox (created_at) where digest is not null;
create index idempotency_made on idempotency (created_at);
create index quarantine_full on quarantine (closed_at) where sealed <> '';
