"""The commands behind the Makefile: set-up, the embedded servers, `make run`, `make manage`, `make test`.

Everything here but ``marks`` is pure standard library, because it runs before anything is installed.
``python3 config/stack COMMAND`` is the entry (see ``__main__``). What it writes lies under ``var/``.
"""
