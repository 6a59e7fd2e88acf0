"""Letters: folding, scripts, direction, GSM-7. Knows nothing of languages' words."""
