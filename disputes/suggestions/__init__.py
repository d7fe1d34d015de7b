"""The register of suggestions: what courts, procuratorates and the office suggest to agencies, and what comes of it."""
