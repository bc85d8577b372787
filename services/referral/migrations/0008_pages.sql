-- The list, a page at a time: of all, and of those in one state.
create index referral_sent on referral (sent_at, reference);
create index referral_sent_in_state on referral (state, sent_at, reference);
