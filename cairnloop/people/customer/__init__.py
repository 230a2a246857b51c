"""Customers: who they are, the firm they belong to, what is noted of them."""
