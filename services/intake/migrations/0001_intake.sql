create table signal (
    signal_id uuid primary key,
    reported_by text not null,
    municipality text not null,
    status text not null,
    received_at timestamptz not null,
    -- Only while the reporter's meldcode steps are open; after that the content has gone on.
    waiting_content jsonb
);

create table alert (
    alert_id uuid primary key,
    signal_id uuid,
    raised_by text not null,
    request_key text,
    danger_hash bytea not null,
    raised_at timestamptz not null,
    acknowledged_at timestamptz,
    unique (raised_by, request_key, danger_hash)
);
