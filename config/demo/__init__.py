"""The demonstration: a district of its own with its people, and cases that stand at every stage around today.

Every case is taken through the same services as a real one, with the clock held at the day of each step, so that its
clocks, numbers, timeline and trail are what they would be. The names are invented.
"""

from config.demo.courses import COURSES
from config.demo.loading import load
from config.demo.people import PREFIX, accounts_table, load_accounts, load_organ

__all__ = ["COURSES", "PREFIX", "accounts_table", "load", "load_accounts", "load_organ"]
