"""``signaalketen``: the chain's command line."""
