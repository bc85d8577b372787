"""Putting the chain to run: the broker, the database, and both on one machine."""
