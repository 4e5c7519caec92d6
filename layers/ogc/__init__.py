"""OGC API – Features: the registry's layers for QGIS, GDAL and other programs, to be read only."""
