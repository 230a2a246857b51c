"""Outgoing webhooks: who subscribed to which events, and every delivery with what became of it."""
