"""What can be joined: one file a topic, and who is at the other end."""
