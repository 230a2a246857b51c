"""The process: composition root, HTTP, sockets, reactions, schedules."""
