"""Inboxes: the doors customers come in by, who works behind them, and the widget each shows."""
