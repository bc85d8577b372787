-- What was handed over lies on the desk too.
create or replace function on_desk() returns bigint
language sql stable security definer set search_path from current
return (
    select count(*) from signal
    where municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))
        and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
) + (
    select count(*) from signal
    where signal_id in (
            select signal_id from case_tenant
            where tenant = any (string_to_array(current_setting('app.gemeenten', true), ' '))
                and capacity <> 'gemeld' and (until is null or until > now())
        )
        and municipality <> all (string_to_array(current_setting('app.gemeenten', true), ' '))
        and (state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null))
);
