"""Finding conversations by what was written in them, by whom, and how they stand."""
