-- Whether somebody's own words are kept with a referral: what ends is looked at for those alone.
alter table referral add column has_words boolean not null default false;
update referral set has_words = true
where exists (select from referral_step where referral_step.reference = referral.reference and explanation is not null);
create index referral_words on referral (state, state_since) where has_words;
