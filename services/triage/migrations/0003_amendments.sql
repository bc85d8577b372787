-- What was decided, whole: a correction makes each partner's part of it again.
alter table decision add column zorg jsonb, add column riec jsonb;

-- Corrections and withdrawals of whole cases.
create table amendment (
    amendment_id uuid primary key,
    signal_id uuid not null references signal_case,
    kind text not null,
    reason text not null,
    amended_by text not null,
    amended_at timestamptz not null
);
create index amendment_of on amendment (signal_id);

-- What consulted partners have to confirm.
create table notice (
    notice uuid primary key,
    reference uuid not null references consultation,
    kind text not null,
    sent_at timestamptz not null,
    confirmed_at timestamptz
);
create index notice_of on notice (reference);
alter table consultation add column withdrawn_at timestamptz;
