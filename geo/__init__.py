"""Administrative divisions, their boundaries and seats."""
