"""Returning entrepreneurs and what supports them."""
