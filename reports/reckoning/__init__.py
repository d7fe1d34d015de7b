"""From what is known of a case to what it counts: pure functions over plain values, one for each proceeding."""
