"""What the desk knows: articles, resolved cases, and how to find the passage that answers."""
