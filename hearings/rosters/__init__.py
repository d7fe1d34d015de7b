"""Rosters of the heads of agencies (负责人名册): who keeps them, pages, and their import from a workbook."""
