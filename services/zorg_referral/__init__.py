"""Referrals for the care tables: their partners' parts of a decision, sent and followed."""
