-- How often each register was asked in the last second and on the last day that it was.
create table register_use (
    register text primary key,
    second timestamptz not null default 'epoch',
    in_second integer not null default 0,
    day date not null default 'epoch',
    on_day integer not null default 0,
    -- Until when the register itself asked everybody to wait.
    wait_until timestamptz not null default 'epoch'
);
