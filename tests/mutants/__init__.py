"""Planted defects: each is applied to a copy of the tree and has to be caught by the tests named for it."""
