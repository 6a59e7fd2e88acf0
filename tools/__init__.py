"""What only developers run: extraction of texts, reference pages, city names."""
