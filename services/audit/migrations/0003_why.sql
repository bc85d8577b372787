-- Everything about one signal, or one partner's reference, stands under that key.
create index record_key on record using hash (key); -- a key may be longer than other indexes take
