"""How the state reads: pure functions from what is known to lines of text."""
