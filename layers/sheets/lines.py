"""Widths in millimetres and dashes of the lines that the legend explains."""

BORDER_MM, BORDER_DASH = 0.42, (3.0, 0.9, 0.45, 0.9)
COUNTY_MM, COUNTY_DASH = 0.32, (2.6, 0.8, 0.4, 0.8)
TOWNSHIP_MM, TOWNSHIP_DASH = 0.17, (0.55, 0.55)
