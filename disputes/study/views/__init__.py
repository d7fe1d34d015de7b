"""Pages of study plans, study sessions, coverage and joint training."""
