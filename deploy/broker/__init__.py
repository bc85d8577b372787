"""Kafka: its settings, certificates, topics and access rules."""
