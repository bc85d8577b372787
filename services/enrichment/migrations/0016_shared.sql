-- What was handed over lies on the desk too.
create or replace function on_desk() returns bigint
language sql stable security definer set search_path from current
return (
    with scope as (select string_to_array(current_setting('app.gemeenten', true), ' ') as tenants)
    select count(*) from signal, scope
    where (
            municipality = any (tenants) or signal_id in (
                select signal_id from case_tenant t, scope
                where tenant = any (tenants) and capacity <> 'gemeld' and (until is null or until > now())
            )
        )
        and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
);
