"""What an operator can do: the registry of actions, their keys, and why one cannot be done right now."""
