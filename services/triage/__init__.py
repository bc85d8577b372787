"""Triage: the aandachtfunctionaris consults, decides, and sends the case to the right table (plan 2.2, 2.3)."""
