-- Whose the referrals of before were.
insert into case_tenant (signal_id, tenant, capacity, since)
select signal_id, municipality, 'verantwoordelijk', min(sent_at) from referral group by 1, 2;
