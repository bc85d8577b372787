-- How many cases of each municipality stand where, and how many of them too long: for who sees none of them.
create function flow(waiting text[], since_before timestamptz[])
returns table (municipality text, state text, count bigint, overdue bigint)
language sql stable security definer set search_path from current
begin atomic
    select signal_case.municipality, signal_case.state, count(*), count(*) filter (where signal_case.arrived_at < limits.before)
    from signal_case left join unnest(waiting, since_before) as limits (state, before) on limits.state = signal_case.state
    where signal_case.municipality is not null
    group by 1, 2;
end;
