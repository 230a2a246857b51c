"""The drafting jobs: by name, and one line each to the flow that does them."""

DRAFT = "draft"
