"""The worker: takes what arrived through a turn and sends what is to be sent."""
