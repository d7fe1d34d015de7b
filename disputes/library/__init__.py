"""The library of rules (制度库): the rules of three tiers, what holds on a day, and which agencies have none yet."""
