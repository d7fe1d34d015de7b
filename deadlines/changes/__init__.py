"""Changes of calendar and clocks: read, worked out without effect, confirmed, withdrawn."""
