"""Reports: what the desk did in a period, counted behind those who work, and read from sums by day."""
