"""Reading divisions, boundaries and seats from files: parse, check, plan, then write."""
