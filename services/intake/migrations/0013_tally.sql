-- How much waits for its reporter is kept where a signal changes: no look counts it.
create function tally_signals() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        perform add_to_tally(municipality, count(*), 0, count(escalated_at), 0)
        from coming
        where municipality is not null and status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd')
        group by municipality;
    elsif tg_op = 'DELETE' then
        perform add_to_tally(municipality, -count(*), 0, -count(escalated_at), 0)
        from going
        where municipality is not null and status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd')
        group by municipality;
    else
        perform add_to_tally(municipality, more, 0, more_late, 0)
        from (
            select municipality, sum(sign) as more,
                coalesce(sum(sign) filter (where escalated_at is not null), 0) as more_late
            from (
                select 1 as sign, municipality, status, escalated_at from coming
                union all
                select -1, municipality, status, escalated_at from going
            ) moved
            where municipality is not null and status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd')
            group by municipality
        ) sums
        where more <> 0 or more_late <> 0;
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
select municipality, count(*), 0, count(escalated_at), 0 from signal
where municipality is not null and status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd')
group by municipality;

-- How much of it is in the scope of who asks, and how much of that is late: a municipality's own, and what was handed over
-- to it.
create or replace function waiting() returns table (count bigint, late bigint)
language sql stable security definer set search_path from current
begin atomic
    select coalesce(sum(lying.count), 0)::bigint, coalesce(sum(lying.late), 0)::bigint
    from (
        select tally.count, tally.late from tally
        where tally.tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        union all
        select 1, (signal.escalated_at is not null)::integer from signal
        where signal.status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd')
            and signal.municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
            and signal.signal_id in (
                select signal_id from case_tenant
                where tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
                    and capacity <> 'gemeld' and (until is null or until > now())
            )
    ) lying;
end;
