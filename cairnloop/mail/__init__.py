"""Mail that the house itself sends: letters, and the one who takes them to a mail server."""
