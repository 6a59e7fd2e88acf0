"""When something happened, as people write it."""
