"""The working-day calendar, the statutory clocks and the due dates that run on them."""
