"""What people add to Rightsline: a skeleton to begin with, and a list of what is still missing. docs/extending.md."""
