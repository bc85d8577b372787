-- What waits for its reporter, a page at a time: of each municipality in its order, the longest first.
drop index signal_waiting;
create index signal_waiting on signal (municipality, status_since, signal_id)
    where status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd');
create index signal_waiting_late on signal (municipality, status_since, signal_id)
    where escalated_at is not null and status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd');

-- How much of it is in the scope of who asks, and how much of that is late: every row would be asked whose it is.
create function waiting() returns table (count bigint, late bigint)
language sql stable security definer set search_path from current
begin atomic
    select count(*), count(escalated_at) from signal
    where status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd') and (
        municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        or signal_id in (
            select signal_id from case_tenant
            where tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
                and capacity <> 'gemeld' and (until is null or until > now())
        )
    );
end;
