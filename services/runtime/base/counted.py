"""How far a list is counted: what is not a worklist may be long, and nobody needs to know how long to the last one."""

COUNTED = 1000


def counted(rows: str) -> str:
    """SQL: how many rows there are of ``from ...``, as far as they are counted."""
    return f"select count(*) from (select {rows} limit {COUNTED}) there"  # noqa: S608 - constants of our own
