"""Customers as the desk sees them: with their conversations, from the first to the last."""
