"""Targets, coverage and gaps: every figure is computed here, once."""
