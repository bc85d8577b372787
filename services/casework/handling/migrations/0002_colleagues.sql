-- Who looked at this worklist lately, and for which municipalities, as his token said: to whom a case can be given. Which
-- user id has which mandate is in tokens alone, and administration registers people by their names.
create table colleague (
    subject text not null,
    tenant text not null,
    seen_on date not null,
    primary key (subject, tenant)
);
