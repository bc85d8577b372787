-- What lies on the desks that are in the scope of who asks, by the municipality it is there for, and a number that is
-- another as soon as one comes, goes or moves. Beside a municipality's own that is what was handed over to it, and what
-- waits for a second person or was said later of what was decided.
drop function on_desk();
create function on_desk() returns table (tenant text, count bigint, change bigint)
language sql stable security definer set search_path from current
begin atomic
    select lying.tenant, count(*), bit_xor(uuid_hash_extended(lying.signal_id, lying.strength))
    from (
        select municipality as tenant, signal_id, strength from signal_case
        where state = 'te-beslissen' and municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        union all
        select min(t.tenant), c.signal_id, c.strength from case_tenant t join signal_case c using (signal_id)
        where c.state = 'te-beslissen' and c.municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.capacity <> 'gemeld' and (t.until is null or t.until > now())
        group by c.signal_id, c.strength
        union all
        select min(t.tenant), c.signal_id, c.strength from signal_case c join case_tenant t using (signal_id)
        where c.state <> 'te-beslissen'
            and c.signal_id in (
                select signal_id from proposal where settled_at is null
                union select a.signal_id from addition a join signal_case s using (signal_id)
                    where a.read_at is null and (s.personal is not null or a.kind = 'ook-elders')
            )
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and (t.until is null or t.until > now())
        group by c.signal_id, c.strength
    ) lying group by lying.tenant;
end;
