"""Pages of the dispute-resolution centre."""
