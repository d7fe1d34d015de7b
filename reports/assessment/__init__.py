"""The yearly assessment of agencies (依法治区考核): schemes, versions with their cases, objections, publication."""
