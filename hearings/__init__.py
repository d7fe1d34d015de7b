"""Lawsuits (行政应诉), court sittings and the appearance of agency heads."""
