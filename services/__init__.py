"""The six services of the chain and the runtime rooms they share."""
