"""Measurements of the pages at volume: python -m tests.benchmarks."""
