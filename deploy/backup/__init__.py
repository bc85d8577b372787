"""Backup and restore: the database with every committed change, how far every group was, and apart from those the keys.

Topics are not copied: audit's table holds every record of them, byte for byte, in the same database and of the same
moment as everything that follows from it.
"""
