"""The six duties of agency heads (负责人六项职责): the check-list of an agency and year, with its evidence."""
