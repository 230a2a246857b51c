"""Visits of the host's website: who is there, on which pages, and what a recorder in the page shows of it."""
