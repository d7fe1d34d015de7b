"""Template tags of reconsideration."""
