"""The parts of the measurements: each module here registers one, and is found by being here."""
