"""Contacts, messages, inbox, outbox and who holds a conversation."""
