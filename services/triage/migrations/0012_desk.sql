-- What lies on a desk, without looking at all that ever did.
create index consultation_waiting on consultation (answer_by) where answered_at is null and withdrawn_at is null;
create index agenda_open on agenda_item (held_on, item_id) where state = 'geagendeerd';
