"""Study of law by leaders (领导干部学法) and joint training (集中交流培训)."""
