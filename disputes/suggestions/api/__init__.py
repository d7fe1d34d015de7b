"""Suggestions over the interface for programs: what courts and procuratorates made, and what agencies answer."""
