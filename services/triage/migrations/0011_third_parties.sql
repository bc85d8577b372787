-- Who is no participant of a table and joined one case, with its basis and when it signed for secrecy.
alter table agenda_item add column third_parties jsonb not null default '[]';
