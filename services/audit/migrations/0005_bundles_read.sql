-- How far each auditor read each bundle of the log today: a bundle is on the trail once a day, and what was added to it since.
create table bundle_read (
    actor text not null,
    day date not null,
    bundle bigint not null,
    upto integer not null,
    primary key (actor, day, bundle)
);
