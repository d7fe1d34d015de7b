"""Pages of sign-in, of one's own account, of people and roles, and of the organisations."""
