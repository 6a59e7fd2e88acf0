"""Starting, watching and checking."""
