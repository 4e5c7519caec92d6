"""Reading outlets from files."""
