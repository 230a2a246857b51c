"""Business hours: when somebody is at the desk, and how much of a stretch of time was within them."""
