-- Not only decisions wait for a second person, who is shown what would be told to whom.
alter table proposal add column kind text not null default 'besluit';
alter table proposal alter column kind drop default;
alter table proposal add column shown jsonb not null default '{"verstrekkingen": [], "toestemming": null}';
alter table proposal alter column shown drop default;

-- What the victim said about sharing, each time somebody asked; ``explanation`` is in no event.
create table consent (
    consent_id uuid primary key,
    signal_id uuid not null references signal_case,
    asked boolean not null,
    given boolean,
    reason text,
    explanation text,
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index consent_of on consent (signal_id, recorded_at);

-- Purposes and reasons are codes now; what was written in words is kept nowhere but in the log.
update decision set
    zorg = jsonb_set(
        zorg, '{orders}',
        (select jsonb_agg(jsonb_set(one, '{purpose}', '"in-woorden"') order by place)
            from jsonb_array_elements(zorg -> 'orders') with ordinality as orders (one, place))
    ) || jsonb_build_object(
        'consent',
        case when zorg -> 'consent' ->> 'reason' is null then zorg -> 'consent'
            else jsonb_set(zorg -> 'consent', '{reason}', '"in-woorden"') end
    )
where zorg is not null;
update decision set riec = jsonb_set(
    riec, '{orders}',
    (select jsonb_agg(jsonb_set(one, '{purpose}', '"in-woorden"') order by place)
        from jsonb_array_elements(riec -> 'orders') with ordinality as orders (one, place))
)
where riec is not null;
-- A proposal that waits loses its words too: without a purpose it gets the usual one, and consent is asked again.
update proposal set body = body - 'toestemming' || jsonb_build_object(
    'verwijzingen',
    (select coalesce(jsonb_agg(one - 'doel' order by place), '[]')
        from jsonb_array_elements(body -> 'verwijzingen') with ordinality as orders (one, place))
)
where settled_at is null and body ? 'verwijzingen';

-- On which legal basis and for what a partner was asked, and by which rules.
alter table consultation add column ground jsonb;
