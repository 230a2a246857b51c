"""The delivery lane, and the adapters through which a reply leaves the house."""
