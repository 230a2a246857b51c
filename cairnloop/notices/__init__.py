"""Notices: mail to operators about conversations, for those who want it and may see them."""
