"""From a question and its evidence to a draft, and from a draft to a decision."""
