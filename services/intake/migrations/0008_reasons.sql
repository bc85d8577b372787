-- Why a signal was taken over from its steps, and an alert withdrawn: a code, and words that go with the rest.
alter table signal add column taken_over_reason text, add column taken_over_explanation text;
alter table alert add column withdrawn_reason text, add column withdrawn_explanation text;
