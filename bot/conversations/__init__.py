"""Contacts, messages, inbox, outbox and who holds a conversation.

A function that acts inside its caller's transaction takes `work` first, and one that opens its own takes `store` first
(work.py). Above `bot/storage` no function takes a bare connection or database, but for what waits for its wake-ups.
"""
