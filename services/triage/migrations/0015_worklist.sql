-- The worklist, a page at a time: what is urgent is little and found by what makes it so, the rest is in its order.
create index referral_returned on referral (signal_id) where returned;
create index case_on_desk on signal_case (municipality, strength desc, arrived_at, signal_id) where state = 'te-beslissen';

-- How much lies on the desks that are in the scope of who asks: every row would be asked whose it is. What is to be decided
-- there, the same that was handed over, and what waits for a second person or was said later of what was decided.
create function on_desk() returns bigint
language sql stable security definer set search_path from current
return (
    select count(*) from signal_case
    where state = 'te-beslissen' and municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
) + (
    select count(*) from signal_case
    where state = 'te-beslissen' and municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
        and signal_id in (
            select signal_id from case_tenant
            where tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
                and capacity <> 'gemeld' and (until is null or until > now())
        )
) + (
    select count(*) from signal_case c
    where state <> 'te-beslissen'
        and signal_id in (
            select signal_id from proposal where settled_at is null
            union select a.signal_id from addition a join signal_case s using (signal_id)
                where a.read_at is null and (s.personal is not null or a.kind = 'ook-elders')
        )
        and exists (
            select from case_tenant t where t.signal_id = c.signal_id
                and tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
                and (until is null or until > now())
        )
);
