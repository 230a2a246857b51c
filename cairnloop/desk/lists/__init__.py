"""Reading the desk: pages of conversations, what they are filtered by, one thread."""
