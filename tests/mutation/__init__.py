"""Mutants of the decision functions, made by mutmut."""
