"""HTTP edges: parse, call a flow, serialise."""
