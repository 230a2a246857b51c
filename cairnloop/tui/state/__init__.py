"""What the console knows: frozen values and the events that change them, without a screen."""
