"""Backups: the database and its files in one file, proven when it is made and again before it is restored.

- `programs`: pg_dump and pg_restore, the machine's own or those of the wheel;
- `archive`: the file: its parts, its manifest, and the proof that it is whole and ours;
- `making`: taking one, in one view of the database;
- `restoring`: putting one into an empty place, and both checks after it.
"""


class BackupError(Exception):
    """What a person must know about a backup that could not be taken, read or restored; the words are for them."""
