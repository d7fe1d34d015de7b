"""Who may ask for figures."""

from accounts.permissions import register, works_on_cases

# Each reader's figures are of the cases in sight: an agency's of its own, a court's of those before it.
register("figures.ask", works_on_cases)
