"""`python -m cairnloop` is the `cairnloop` command."""

from cairnloop.cli.main import main

main()
