"""What deploys the chain and keeps it."""
