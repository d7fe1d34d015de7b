"""Messages to people, and the keys that keep anything from being done twice."""
