-- How many cases of each municipality stand where, and how many of them too long: for who sees none of them.
create function flow(waiting text[], since_before timestamptz[])
returns table (municipality text, state text, count bigint, overdue bigint)
language sql stable security definer set search_path from current
begin atomic
    select referral.municipality, referral.state, count(*), count(*) filter (where referral.state_since < limits.before)
    from referral left join unnest(waiting, since_before) as limits (state, before) on limits.state = referral.state
    where referral.municipality is not null
    group by 1, 2;
end;
