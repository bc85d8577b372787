-- What was set, on top of the first versions that the declarations hold. What is set again for the same day replaces
-- what was set before: that day had not come yet.
create table setting (
    kind text not null,
    name text not null,
    effective_on date not null,
    value jsonb not null,
    change_id uuid not null,
    changed_at timestamptz not null,
    primary key (kind, name, effective_on)
);
