"""The terminal and the machine under the console: colours, text, signals, editor, files."""
