"""Organisations, users, roles, delegation; the predicates of who may see and do what."""
