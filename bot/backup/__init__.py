"""One file that holds all of an installation's data, and the way back from it. The keys are never in it."""
