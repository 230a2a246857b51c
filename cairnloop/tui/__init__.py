"""The console: where operators read, decide and answer."""
