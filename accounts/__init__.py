"""Who may sign in, in which role, for which division."""
