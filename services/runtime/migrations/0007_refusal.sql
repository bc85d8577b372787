-- Who was refused what, this hour: the first is on the trail at once, how many more there were once the hour is over.
create table refusal (
    actor text not null,
    roles text[] not null,
    operation text not null,
    status integer not null,
    hour timestamptz not null,
    untold integer not null,
    objects uuid[] not null,
    primary key (actor, roles, operation, status, hour)
);
