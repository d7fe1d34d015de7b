"""The work of an office: who takes which case, who is away, how the cases stand."""
