"""Enrichment: what can be looked up, and the analyst's judgement whether the signal got stronger (plan 2.2)."""
