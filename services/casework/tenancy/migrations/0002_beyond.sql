-- What a municipality has beyond what was found there: little, and on its desks beside its own.
create index case_tenant_beyond on case_tenant (tenant) where capacity <> 'gemeld';
