"""Files: taken in, kept in a store, handed out, shown small, and forgotten."""
