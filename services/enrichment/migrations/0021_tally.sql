-- How much lies on the desks is kept where a signal changes: no look counts what waits.
create function tally_signals() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        perform add_to_tally(municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)),
            count(escalated_at), count(reopened_at))
        from coming
        where municipality is not null and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
        group by municipality;
    elsif tg_op = 'DELETE' then
        perform add_to_tally(municipality, -count(*), bit_xor(uuid_hash_extended(signal_id, strength)),
            -count(escalated_at), -count(reopened_at))
        from going
        where municipality is not null and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
        group by municipality;
    else
        perform add_to_tally(municipality, more, turned, more_late, more_reopened)
        from (
            select municipality, sum(sign) as more, bit_xor(uuid_hash_extended(signal_id, strength)) as turned,
                coalesce(sum(sign) filter (where escalated_at is not null), 0) as more_late,
                coalesce(sum(sign) filter (where reopened_at is not null), 0) as more_reopened
            from (
                select 1 as sign, municipality, signal_id, state, strength, escalated_at, reopened_at from coming
                union all
                select -1, municipality, signal_id, state, strength, escalated_at, reopened_at from going
            ) moved
            where municipality is not null
                and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
            group by municipality
        ) sums
        where more <> 0 or turned <> 0 or more_late <> 0 or more_reopened <> 0;
    end if;
    return null;
end
$$;
create trigger tally_new after insert on signal referencing new table as coming
    for each statement execute function tally_signals();
create trigger tally_changed after update on signal referencing old table as going new table as coming
    for each statement execute function tally_signals();
create trigger tally_gone after delete on signal referencing old table as going
    for each statement execute function tally_signals();

insert into tally (tenant, count, change, late, reopened)
select municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)), count(escalated_at), count(reopened_at)
from signal
where municipality is not null and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
group by municipality;

-- What lies on the desks that are in the scope of who asks: a municipality's own, and what was handed over to it.
create or replace function on_desk() returns table (tenant text, count bigint, change bigint, late bigint, reopened bigint)
language sql stable security definer set search_path from current
begin atomic
    select lying.tenant, sum(lying.count)::bigint, bit_xor(lying.change), sum(lying.late)::bigint,
        sum(lying.reopened)::bigint
    from (
        select tally.tenant, tally.count, tally.change, tally.late, tally.reopened from tally
        where tally.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        union all
        select min(t.tenant), 1, uuid_hash_extended(s.signal_id, s.strength), (s.escalated_at is not null)::integer,
            (s.reopened_at is not null)::integer
        from case_tenant t join signal s using (signal_id)
        where s.municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
            and t.capacity <> 'gemeld' and (t.until is null or t.until > now())
            and (s.state = 'te-beoordelen' or (s.state = 'bij-melder' and s.escalated_at is not null))
        group by s.signal_id, s.strength, s.escalated_at, s.reopened_at
    ) lying group by lying.tenant having sum(lying.count) > 0;
end;
