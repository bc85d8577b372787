"""Versioned code lists; a code is never reused for another meaning."""
