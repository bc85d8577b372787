"""Administration: what can be set, by two people, from a day on."""
