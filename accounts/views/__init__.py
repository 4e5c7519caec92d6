"""The pages of accounts: signing in, administration, the audit."""
