-- What a reporter says of a signal that the aandachtfunctionaris has, and when it was read.
create table addition (
    addition_id uuid primary key,
    signal_id uuid not null references signal_case,
    kind text not null,
    words text not null,
    said_at timestamptz not null,
    read_at timestamptz
);
create index addition_of on addition (signal_id);
create index addition_unread on addition (signal_id) where read_at is null;
