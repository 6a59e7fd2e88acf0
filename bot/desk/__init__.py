"""The desk: the operators' web console, on a port of its own."""
