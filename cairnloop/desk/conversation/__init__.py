"""Conversations as a whole: their states, promises, who has them, and what becomes of them."""
