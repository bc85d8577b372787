-- Why, as a code, beside the words; by which desk, for only that one or a higher one lifts it; and why it was lifted.
alter table hold rename column reason to explanation;
alter table hold alter column explanation drop not null;
alter table hold add column reason text;
alter table hold add column desk text;
alter table hold add column lift_reason text;
alter table hold add column lift_explanation text;
