-- The inbox already holds the event: a handler refused it after it was claimed, so a redrive may not take that for a repeat.
alter table quarantine add column claimed boolean not null default false;
update quarantine set claimed = true where reason in ('reference', 'transition');

-- An event leaves quarantine once; the row stays, sealed, and says who let it go, how and why.
alter table quarantine
    add column closed_at timestamptz,
    add column closed_as text check (closed_as in ('redriven', 'discarded')),
    add column closed_by text check (closed_by <> ''),
    add column closed_because text check (closed_because <> ''),
    add check ((closed_at is null) = (closed_as is null) and (closed_at is null) = (closed_by is null)),
    add check (closed_as is distinct from 'discarded' or closed_because is not null);
create index quarantine_waiting on quarantine (quarantined_at) where closed_at is null;
