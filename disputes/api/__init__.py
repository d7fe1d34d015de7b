"""The interface of the dispute-resolution centre for programs."""
