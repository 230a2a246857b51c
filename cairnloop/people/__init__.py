"""Who is who: accounts, users, roles, sessions, API keys, customers."""
