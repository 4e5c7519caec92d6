"""Village e-commerce outlets and the villages each one serves."""
