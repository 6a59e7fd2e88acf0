"""Topic, country, language and channel in; text out. Imports what is known and settings, nothing else of ours."""
