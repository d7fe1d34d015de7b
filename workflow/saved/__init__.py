"""Saved views of lists, and how a list opens for a person: the same for every list that enters itself in `lists`."""
