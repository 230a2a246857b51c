"""Customers whose own site vouches for them, and what an inbox asks of its pages."""
