-- What of another day goes at every look at a bundle, without looking at today's.
create index bundle_read_on on bundle_read (day);
