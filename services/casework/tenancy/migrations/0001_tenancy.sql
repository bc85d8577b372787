-- Whose case a signal or alert is: a municipality's, or the district's; why, and until when. It outlives the content.
create table case_tenant (
    signal_id uuid not null,
    tenant text not null,
    capacity text not null check (capacity in ('gemeld', 'verantwoordelijk', 'gedeeld')),
    since timestamptz not null,
    until timestamptz,
    primary key (signal_id, tenant, capacity)
);
create index case_tenant_of on case_tenant (tenant, signal_id);

-- Whether it is anybody's, for who may not see whose.
create function is_somebodys(id uuid) returns boolean
language sql stable security definer set search_path from current
return exists (select from case_tenant where signal_id = id);

-- A share is of somebody else: who gives it does not see it here, so these do it for him.
create function share_case(id uuid, with_tenant text, starting timestamptz, ending timestamptz) returns void
language sql security definer set search_path from current
begin atomic
    insert into case_tenant (signal_id, tenant, capacity, since, until)
    values (id, with_tenant, 'gedeeld', starting, ending)
    on conflict (signal_id, tenant, capacity) do update set since = excluded.since, until = excluded.until;
end;

create function end_share(id uuid, with_tenant text, ending timestamptz) returns void
language sql security definer set search_path from current
begin atomic
    update case_tenant set until = least(until, ending)
    where signal_id = id and tenant = with_tenant and capacity = 'gedeeld';
end;
