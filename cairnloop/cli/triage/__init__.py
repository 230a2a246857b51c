"""`triage`: deciding what waits, one draft after the other, by a person or by a script."""
