"""The demonstration: realistic signals in, every human step played by stated rules, and the sums made up."""
