"""Questions that are asked one by one: one engine, and one file for each kind of interview. Imports no Rasa."""
