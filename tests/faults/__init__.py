"""Faults against the real chain: real broker, real database, real workers; nothing lost, nothing doubled."""
