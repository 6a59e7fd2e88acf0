"""Understanding: Rasa graph components for language, places and topic. See docs/understanding.md."""
