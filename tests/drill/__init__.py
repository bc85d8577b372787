"""Restore drills: all is killed under load, data are wiped, and the archive has to bring them back."""
