"""What the screens are put together from; none of it decides anything."""
