-- Of each partner's answers: how many bytes of a day are kept. Beyond a bound only their digests are.
create table volume (
    topic text not null,
    day date not null,
    bytes bigint not null,
    primary key (topic, day)
);
