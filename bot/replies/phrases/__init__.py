"""Every sentence of our own that a contact can read, as tables. The topics' texts live in `data/knowledge/topics`."""
