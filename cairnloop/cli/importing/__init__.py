"""`import`: history of another desk, read over there, told in our words, and sent to the daemon in batches."""
