"""Declared steps and approvals: the machinery that every proceeding is built with."""
