"""Referrals for the RIEC table: their partners' parts of a decision, sent and followed."""
