"""`python -m cairnloop` is the same as the `cairnloop` command."""

from cairnloop.cli.main import main

main()
