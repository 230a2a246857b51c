"""The commands: set-up, scripting and bulk work."""
