"""What a running service does with the table of tenancy, beside reading it; and the function it asks."""

TENANCY_PRIVILEGES = {
    "case_tenant": "insert, update",
    "is_somebodys": "execute",
}
