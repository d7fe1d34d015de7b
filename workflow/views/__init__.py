"""Pages of steps, corrections and approvals, for every kind of proceeding."""
