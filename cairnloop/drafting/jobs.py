"""The drafting jobs: by name, and one line each to the flow that does them."""

DRAFT = "draft"
# After this many attempts the operators are told. A daemon that dies under a draft uses one up, and it may die often.
ATTEMPTS = 6
