"""History of another desk, taken in without anything following from it: a run, its batches, what they became."""
