-- What was done before, as the analyst finds it in the municipality's own files; of a signal, so found again by its links.
create table intervention (
    intervention_id uuid primary key,
    signal_id uuid not null references signal,
    kind text not null,
    took_place_on date not null,
    organisation text not null,
    file_number text,
    recorded_by text not null,
    recorded_at timestamptz not null,
    withdrawn_at timestamptz
);
create index intervention_of on intervention (signal_id);
