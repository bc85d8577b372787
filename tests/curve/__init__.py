"""What the queries of the services look at, on tables with a long history: rows, not time."""
