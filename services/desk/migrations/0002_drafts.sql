-- What somebody was filling in when he had to sign on again, or when a service was away. Sealed with the desk's own key,
-- because it outlives the cookie; only who filled it in gets it back.
create table draft (
    draft_id uuid primary key,
    subject text not null,
    key_number integer not null,
    content bytea not null,
    kept_at timestamptz not null
);
create index draft_kept on draft (kept_at);

-- For what somebody reads: it goes along with every look at content.
alter table session add column purpose text;
