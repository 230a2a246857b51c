"""The console in a browser: a page, the door to it, and a console of its own for each browser that is let in."""
