-- How much there is to decide is kept where a case changes: no look counts what waits.
create function tally_cases() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        perform add_to_tally(municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)), 0, 0)
        from coming where municipality is not null and state = 'te-beslissen' group by municipality;
    elsif tg_op = 'DELETE' then
        perform add_to_tally(municipality, -count(*), bit_xor(uuid_hash_extended(signal_id, strength)), 0, 0)
        from going where municipality is not null and state = 'te-beslissen' group by municipality;
    else
        perform add_to_tally(municipality, more, turned, 0, 0)
        from (
            select municipality, sum(sign) as more, bit_xor(uuid_hash_extended(signal_id, strength)) as turned
            from (
                select 1 as sign, municipality, signal_id, state, strength from coming
                union all
                select -1, municipality, signal_id, state, strength from going
            ) moved
            where municipality is not null and state = 'te-beslissen' group by municipality
        ) sums
        where more <> 0 or turned <> 0;
    end if;
    return null;
end
$$;
create trigger tally_new after insert on signal_case referencing new table as coming
    for each statement execute function tally_cases();
create trigger tally_changed after update on signal_case referencing old table as going new table as coming
    for each statement execute function tally_cases();
create trigger tally_gone after delete on signal_case referencing old table as going
    for each statement execute function tally_cases();

insert into tally (tenant, count, change, late, reopened)
select municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)), 0, 0
from signal_case where municipality is not null and state = 'te-beslissen' group by municipality;

-- What lies on the desks that are in the scope of who asks: a municipality's own, what was handed over to it, and what
-- waits for a second person or was said later of what was decided.
create or replace function on_desk() returns table (tenant text, count bigint, change bigint)
language sql stable security definer set search_path from current
begin atomic
    select lying.tenant, sum(lying.count)::bigint, bit_xor(lying.change)
    from (
        select tally.tenant, tally.count, tally.change from tally
        where tally.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        union all
        select min(t.tenant), 1, uuid_hash_extended(c.signal_id, c.strength)
        from case_tenant t join signal_case c using (signal_id)
        where c.state = 'te-beslissen' and c.municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.capacity <> 'gemeld' and (t.until is null or t.until > now())
        group by c.signal_id, c.strength
        union all
        select min(t.tenant), 1, uuid_hash_extended(c.signal_id, c.strength)
        from signal_case c join case_tenant t using (signal_id)
        where c.state <> 'te-beslissen'
            and c.signal_id in (
                select signal_id from proposal where settled_at is null
                union select a.signal_id from addition a join signal_case s using (signal_id)
                    where a.read_at is null and (s.personal is not null or a.kind = 'ook-elders')
            )
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and (t.until is null or t.until > now())
        group by c.signal_id, c.strength
    ) lying group by lying.tenant having sum(lying.count) > 0;
end;
