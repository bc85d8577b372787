"""What a running service does with the table of tenancy, beside reading it; and the function it asks."""

TENANCY_PRIVILEGES = {
    "case_tenant": "insert",
    "is_somebodys": "execute",
    "share_case": "execute",
    "end_share": "execute",
}
