"""The daemon as the console sees it: what is read, heard and asked."""
