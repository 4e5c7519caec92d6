"""Printed sheets: maps drawn true to scale on paper, and what stands beside them."""
