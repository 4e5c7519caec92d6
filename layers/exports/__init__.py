"""What is on the screen as files that other programs open: one content, many formats."""
