"""Every sentence of our own that a contact can read, as tables. Rights texts live in `data/knowledge/rights.yml`."""
