-- What was destroyed: that it was there, why it could go, and when it went. Nothing of what it was.
create table destruction (
    signal_id uuid primary key,
    kind text not null,
    destroy_after date not null,
    destroyed_at timestamptz not null
);

-- What may not be destroyed yet: a complaint, a case in court, a question of the person it is about.
create table hold (
    hold_id uuid primary key,
    signal_id uuid not null,
    reason text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    lifted_by text,
    lifted_at timestamptz
);
create unique index hold_open on hold (signal_id) where lifted_at is null;
