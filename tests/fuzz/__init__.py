"""Requests nobody should send, in numbers: no answer above 499, no unhandled line in a log, the acute lane open."""
