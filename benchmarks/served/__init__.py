"""The contestants that are served beside the project, each a few lines long."""
