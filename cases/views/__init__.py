"""Pages of administrative reconsideration."""
