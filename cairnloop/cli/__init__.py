"""The commands: everything the daemon can do, from a shell or a script."""
