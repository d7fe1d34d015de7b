"""What every address of the interface for programs has in common."""
