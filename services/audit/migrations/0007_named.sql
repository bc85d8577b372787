-- What a record names, for "why was this shared": the reference of a reply; the objects of a look, the reference or alert
-- of an act; the place of what a dead letter set aside or an act let go. A partner may write a reference as it likes (in
-- capitals, in braces, as a URN): as hexadecimal digits it is the same. What cannot be read stands under its topic, and is
-- looked at each time.
create function named_in(topic text, value bytea) returns text[] language plpgsql immutable parallel safe as $$
declare
    data jsonb;
begin
    data := convert_from(value, 'UTF8')::jsonb -> 'data';
    if topic like 'reply.%' then
        return array[right(regexp_replace(lower(data ->> 'reference'), '[^0-9a-f]', '', 'g'), 32)];
    end if;
    return array_remove(
        array(select jsonb_array_elements_text(data -> 'objects')) || array[
            data ->> 'reference',
            data ->> 'alert_id',
            case when data ? 'quarantine_id'
                then concat_ws(' ', data ->> 'topic', data ->> 'partition', data ->> 'offset') end
        ],
        null
    );
exception when data_exception or program_limit_exceeded then
    return array[topic];
end
$$;
create index record_naming on record using gin (named_in(topic, value))
    where topic like 'reply.%' or topic like 'trail.%' or topic like 'deadletter.%';
