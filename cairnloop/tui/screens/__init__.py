"""The console's screens; each shows the state it is handed."""
