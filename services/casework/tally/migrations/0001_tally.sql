-- How much lies on the desk of each municipality, and what it adds up to; of that, what is late and what was taken up
-- again. Those who change it at one time have a line each, so nobody waits for another: the sum is what there is.
create table tally (
    line bigint generated always as identity primary key,
    tenant text not null,
    count bigint not null,
    change bigint not null,
    late bigint not null,
    reopened bigint not null
);
create index tally_of on tally (tenant, line);

create function add_to_tally(whose text, more bigint, turned bigint, more_late bigint, more_reopened bigint) returns void
language plpgsql set search_path from current as $$
begin
    update tally set count = count + more, change = change # turned, late = late + more_late,
        reopened = reopened + more_reopened
    where line = (select line from tally where tenant = whose order by line limit 1 for update skip locked);
    if not found then
        insert into tally (tenant, count, change, late, reopened) values (whose, more, turned, more_late, more_reopened);
    end if;
end
$$;
