"""Background jobs: one port, an embedded engine on SQLite and PgQueuer on Postgres."""
