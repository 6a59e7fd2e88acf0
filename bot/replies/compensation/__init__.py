"""Money for what happened: the short answer, the questions, the result."""
