"""Messages: taken in from customers, written by operators, read by both."""
