"""Wires the apps together; imported by none of them."""
