"""The ways people reach us: a folder each, with a `channel.py` that holds `open_channel`.

A folder says in its `__init__.py` which setting turns it on (TURNED_ON_BY, a field of Settings; always on without one)
and what whoever starts the service is told where it is off (WHEN_OFF).
"""
