-- How many statements there were, this one among them: counting them again would take longer every minute.
alter table count_statement add column statements bigint;
update count_statement set statements = numbered.statements from (
    select stated_at, row_number() over (order by stated_at) as statements from count_statement
) numbered where numbered.stated_at = count_statement.stated_at;
alter table count_statement alter column statements set not null;
