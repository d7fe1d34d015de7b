"""Entry by path: ``python3 config/stack COMMAND``.

``python3 -m config.stack`` would first import ``config``, which imports Celery, and that is not there on a fresh
machine. So a bare package named ``config`` stands in for it; the modules keep their real names.
"""

import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (this is where an older one finds out)
        sys.exit("Dingfen needs Python 3.11 or newer. Name one with: make run PYTHON=/path/to/python3.11")
    # The folder of this file must not be searched: a module here would hide one of the standard library.
    sys.path[0] = str(HERE.parent.parent)
    bare = types.ModuleType("config")
    bare.__path__ = [str(HERE.parent)]
    sys.modules["config"] = bare
    from config.stack.cli import main

    sys.exit(main(sys.argv[1:]))
