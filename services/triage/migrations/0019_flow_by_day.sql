-- What is too long depends on the day it began: each state may have several spans, none of which overlap.
drop function flow(text[], timestamptz[]);
create function flow(waiting text[], since_from timestamptz[], since_before timestamptz[])
returns table (municipality text, state text, count bigint, overdue bigint)
language sql stable security definer set search_path from current
begin atomic
    select signal_case.municipality, signal_case.state, count(*), count(limits.state)
    from signal_case left join unnest(waiting, since_from, since_before) as limits (state, first, edge)
        on limits.state = signal_case.state and signal_case.arrived_at >= limits.first and signal_case.arrived_at < limits.edge
    where signal_case.municipality is not null
    group by 1, 2;
end;
