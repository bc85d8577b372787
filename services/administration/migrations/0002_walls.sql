-- Whether a change waits for another person, for who may not see whose.
create function is_proposed(id uuid) returns boolean
language sql stable security definer set search_path from current
return exists (select from proposal where change_id = id and settled_at is null);
