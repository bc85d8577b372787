-- By whom the people in these tables were signed on: a user id says who somebody is only beside its issuer.
create table issuer (
    number integer generated always as identity primary key,
    issuer text not null unique
);
