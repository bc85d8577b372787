-- The holds, a page at a time: those that hold, and those that were lifted.
create index hold_holding on hold (placed_at, hold_id) where lifted_at is null;
create index hold_lifted on hold (placed_at, hold_id) where lifted_at is not null;
