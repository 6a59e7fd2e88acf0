"""The public web process."""
