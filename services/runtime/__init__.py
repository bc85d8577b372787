"""What every service needs around its decisions: bus, inbox, outbox, relay, quarantine, database, HTTP, logs."""
