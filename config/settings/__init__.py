"""Settings by subject: base, maps, security, logging; local, test and prod choose among them."""
