"""Indicators and figures, each with the cases behind it."""
