"""Circulars (情况通报): drawn up from the figures, edited, approved, issued to agencies and frozen."""
