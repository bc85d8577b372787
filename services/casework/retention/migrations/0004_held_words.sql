-- Words of holds that were lifted are looked for every few seconds; most have gone. By this one moment PostgreSQL knows how
-- few are left; by the two columns it would think that half of all are.
create index hold_words on hold ((case when coalesce(explanation, lift_explanation) is not null then lifted_at end));
-- The register, a page at a time.
create index destruction_last on destruction (destroyed_at, signal_id, turn);
