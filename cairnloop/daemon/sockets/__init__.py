"""Socket edges: Phoenix channels for customers and operators."""
