"""What Rightsline knows: one sourced record a country, and the look-ups that replies are built from."""
