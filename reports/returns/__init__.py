"""Returns that an office reports: their cells declared once, with the balances that must hold between them."""
