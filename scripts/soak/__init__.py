"""`make soak`: a business day in fast motion, with everything that may happen to a house, and its invariants held."""
