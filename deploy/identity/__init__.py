"""The identity provider of a local chain: what it is told, and whom it knows."""
