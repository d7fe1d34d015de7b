"""Reminders of running deadlines: when (stages), whom (people), found and written once (sweep), taken back
(withdrawal), and why one did or did not go (lines)."""
