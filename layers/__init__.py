"""Publishes: pages with maps, map layers, exports."""
