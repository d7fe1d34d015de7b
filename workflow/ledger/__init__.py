"""Old ledgers taken in: workbooks read as offices kept them, checked row by row, written once.

What is common to every proceeding lies here; a proceeding registers its `Ledger` (columns, what a row means, how it
is written) and gets the command, the pages and the returned rows.
"""
