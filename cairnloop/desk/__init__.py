"""The desk: inboxes, conversations, messages, deadlines."""
