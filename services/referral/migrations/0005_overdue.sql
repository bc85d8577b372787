-- What is beyond its norm time is found without looking at everything that waits.
drop index referral_in_state;
create index referral_overdue on referral (state, state_since) where escalated_at is null;
