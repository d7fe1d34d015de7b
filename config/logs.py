"""What is kept out of the log. Read while Django is set up: nothing of the apps is imported here."""

import logging
import re
from typing import Final

# The address of a person's calendar is a secret (deadlines.feeds).
_SECRET: Final = re.compile(r"(/calendar/feed/)[^/\s\"']+?(\.ics)")


class HideSecrets(logging.Filter):
    """Takes secrets out of addresses before a line is written."""

    def filter(self, entry: logging.LogRecord) -> bool:
        text = entry.getMessage()
        if _SECRET.search(text):
            entry.msg, entry.args = _SECRET.sub(r"\1…\2", text), ()
        return True
