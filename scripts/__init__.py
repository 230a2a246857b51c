"""What the makers of the project run: measurements and generated documents."""
