"""Pages of registers: each view is told its register by the address."""
