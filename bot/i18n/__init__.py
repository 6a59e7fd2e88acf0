"""Catalogues and the data of languages and countries."""
