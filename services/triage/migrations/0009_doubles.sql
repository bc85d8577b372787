-- The same report twice, straight from the network: the later of two within a week is shown as a double.
create table report_digest (
    signal_id uuid primary key references signal_case,
    received_at timestamptz not null,
    digest bytea not null
);
create index report_digest_same on report_digest (digest, received_at);

create view double as
select later.signal_id, earlier.signal_id as double_of
from report_digest later cross join lateral (
    select signal_id from report_digest
    where digest = later.digest and (received_at, signal_id) < (later.received_at, later.signal_id)
        and received_at > later.received_at - interval '7 days'
    order by received_at, signal_id limit 1
) earlier;
