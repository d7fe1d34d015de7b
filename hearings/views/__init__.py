"""Pages of lawsuits, sittings and appearances."""
