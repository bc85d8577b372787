"""Audit: every topic, byte for byte."""
