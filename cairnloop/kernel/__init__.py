"""The floor: transactions, jobs, fan-out and time; it knows nothing of support."""
