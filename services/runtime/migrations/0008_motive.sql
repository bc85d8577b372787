-- Why something was closed is a code now; what was written in words is kept nowhere but in the log.
update quarantine set closed_because = 'in-woorden' where closed_because is not null;
