"""A program of its own, run by the virtual environment's Python: what has been done to the database at DATABASE_URL.

``marks.py`` prints the marks as JSON; ``marks.py NAME VALUE`` sets one. They are kept as the comment on Django's table
of migrations, so that they go with the data: into a backup, and away with a database that is dropped.
"""

import json
import os
import sys

import psycopg2

TABLE = "django_migrations"


def main(arguments: list[str]) -> None:
    """Print the marks, or set one."""
    with psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [TABLE])
        comment = cursor.fetchone()[0] or "{}"
        marks = json.loads(comment) if comment.startswith("{") else {}
        if arguments:
            name, value = arguments
            marks[name] = value
            cursor.execute(f"COMMENT ON TABLE {TABLE} IS %s", [json.dumps(marks)])
        else:
            print(json.dumps(marks))


if __name__ == "__main__":
    main(sys.argv[1:])
