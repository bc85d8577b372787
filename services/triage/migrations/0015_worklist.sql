-- The worklist, a page at a time: what is urgent is little and found by what makes it so, the rest is in its order.
create index referral_returned on referral (signal_id) where returned;
create index case_on_desk on signal_case (municipality, strength desc, arrived_at, signal_id) where state = 'te-beslissen';

-- How much lies on the desks that are in the scope of who asks: every row would be asked whose it is.
create function on_desk() returns bigint
language sql stable security definer set search_path from current
return (
    with scope as (select string_to_array(current_setting('app.gemeenten', true), ' ') as tenants),
    beyond as (
        select signal_id from case_tenant t, scope
        where tenant = any (tenants) and capacity <> 'gemeld' and (until is null or until > now())
    )
    select (
        select count(*) from signal_case, scope
        where state = 'te-beslissen' and (municipality = any (tenants) or signal_id in (select signal_id from beyond))
    ) + (
        select count(*) from signal_case c, scope
        where state <> 'te-beslissen' and (municipality = any (tenants) or signal_id in (select signal_id from beyond))
            and signal_id in (
                select signal_id from proposal where settled_at is null
                union select a.signal_id from addition a join signal_case s using (signal_id)
                    where a.read_at is null and (s.personal is not null or a.kind = 'ook-elders')
            )
    )
);
