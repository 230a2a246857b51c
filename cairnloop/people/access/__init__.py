"""Access: how people are let in, with what rights, and how it ends."""
