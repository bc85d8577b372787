"""The whole chain on one machine without containers: real Kafka and PostgreSQL as ordinary processes."""
