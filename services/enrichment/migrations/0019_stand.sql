-- What lies on the desks that are in the scope of who asks, by the municipality it is there for, and a number that is
-- another as soon as one comes, goes or moves; and of those, what is late and what was taken up again.
drop function on_desk();
create function on_desk() returns table (tenant text, count bigint, change bigint, late bigint, reopened bigint)
language sql stable security definer set search_path from current
begin atomic
    select lying.tenant, count(*), bit_xor(uuid_hash_extended(lying.signal_id, lying.strength)),
        count(*) filter (where lying.escalated_at is not null), count(*) filter (where lying.reopened_at is not null)
    from (
        select municipality as tenant, signal_id, strength, escalated_at, reopened_at from signal
        where municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
        union all
        select min(t.tenant), s.signal_id, s.strength, s.escalated_at, s.reopened_at
        from case_tenant t join signal s using (signal_id)
        where s.municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.capacity <> 'gemeld' and (t.until is null or t.until > now())
            and (s.state = 'te-beoordelen' or (s.state = 'bij-melder' and s.escalated_at is not null))
        group by s.signal_id, s.strength, s.escalated_at, s.reopened_at
    ) lying group by lying.tenant;
end;

create index signal_late_on_desk on signal (municipality, strength desc, received_at, signal_id)
    where escalated_at is not null and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null));
create index signal_reopened_on_desk on signal (municipality, strength desc, received_at, signal_id)
    where reopened_at is not null and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null));
