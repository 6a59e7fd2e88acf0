"""Rasa's custom actions: what has a side effect. They only ask for it, with `effect`; the worker carries it out."""
