"""Guaranteed loans: the rules by document, what is due, and a year's total."""
