"""Keys and encryption."""
