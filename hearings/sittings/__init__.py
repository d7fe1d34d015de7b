"""Sittings of a court as pages show them: words, lists, the page of a sitting and the acts on it."""
