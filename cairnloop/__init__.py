"""Cairnloop: a self-hosted support desk run from the terminal."""

__version__ = "0.1.0"
