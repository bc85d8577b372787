-- A signal that was closed by mistake, and why that was one.
alter table signal add column undone_at timestamptz, add column undone_because text;
