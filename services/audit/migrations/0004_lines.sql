-- How far the lines of each kind have been given to their logbook, which confirms every one.
create table lines_given (
    kind text primary key,
    next_index bigint not null
);
insert into lines_given (kind, next_index) values ('processing', 0), ('confidential', 0), ('actor', 0);
