-- How many cases of each municipality stand where, and how many of them too long: for who sees none of them.
create function flow(waiting text[], since_before timestamptz[])
returns table (municipality text, state text, count bigint, overdue bigint)
language sql stable security definer set search_path from current
begin atomic
    select signal.municipality, signal.state, count(*), count(*) filter (where signal.state_since < limits.before)
    from signal left join unnest(waiting, since_before) as limits (state, before) on limits.state = signal.state
    where signal.municipality is not null
    group by 1, 2;
end;
