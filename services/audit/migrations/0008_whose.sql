-- What is kept under a partner's reference or an alert is about this signal; an alert that no report names is about itself.
create table case_key (
    key uuid primary key,
    signal_id uuid not null
);
create index case_key_of on case_key (signal_id);

-- Whose a case is, and under what else it is kept: from acts on the trail, decisions, and what is handed over, which one
-- topic tells in order. A record that can't be read says nothing of it.
create function note_case(topic text, value bytea) returns void
language plpgsql security definer set search_path from current as $$
declare
    event jsonb;
    data jsonb;
    about uuid;
    moment timestamptz;
begin
    if value is null or topic !~ '^(trail|decision|signal)\.'
        or position('"municipality"' in value) + position('"reference"' in value) + position('"alert_id"' in value) = 0
    then
        return;
    end if;
    event := convert_from(value, 'UTF8')::jsonb;
    data := event -> 'data';
    moment := event ->> 'time';
    if topic = 'signal.feedback' and event ->> 'type' = 'nl.signaalketen.case.shared.v1' then
        perform share_case((event ->> 'subject')::uuid, data ->> 'municipality', moment, (data ->> 'until')::timestamptz);
    elsif topic = 'signal.feedback' and event ->> 'type' = 'nl.signaalketen.case.share-ended.v1' then
        perform end_share((event ->> 'subject')::uuid, data ->> 'municipality', moment);
    elsif topic ~ '^(trail|decision)\.' and not data ? 'hand_over_id' then
        about := coalesce(data ->> 'signal_id', data ->> 'alert_id', case when topic ~ '^decision' then event ->> 'subject' end);
        insert into case_key (key, signal_id)
        select key::uuid, about from unnest(array[data ->> 'reference', data ->> 'alert_id']) key
        where key is not null and about is not null
        on conflict (key) do update set signal_id = excluded.signal_id where case_key.signal_id = case_key.key;
        insert into case_tenant (signal_id, tenant, capacity, since)
        select about, tenant, capacity, moment from (values
            (coalesce(data ->> 'found_in', data ->> 'municipality'), 'gemeld'),
            (case when data ? 'found_in' then data ->> 'municipality' end, 'verantwoordelijk')
        ) said (tenant, capacity)
        where about is not null and tenant is not null
        on conflict do nothing;
    end if;
exception when data_exception or program_limit_exceeded or not_null_violation then
    return;
end
$$;

do $$
declare
    one record;
begin
    for one in select * from record where record.topic ~ '^(trail|decision|signal)\.' order by logged_at loop
        perform note_case(one.topic, one.value);
    end loop;
end
$$;
