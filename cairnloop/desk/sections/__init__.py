"""Sections of the inbox that are kept: somebody's own, and those that all colleagues share."""
