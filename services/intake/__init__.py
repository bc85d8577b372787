"""Where signals come in: the Meldpunt Ondermijning, the network, acute danger (plan 2.2)."""
