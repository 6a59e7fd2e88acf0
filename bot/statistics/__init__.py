"""Numbers without names: one coded record a conversation, counted, and shown so that no table gives anybody away."""
