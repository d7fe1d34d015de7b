"""Where things lie: the checkout, its virtual environment, and ``var``, all that a running installation writes."""

import base64
import hashlib
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.stack.console import Failure
from config.stack.locks import Lock
from config.stack.processes import read_json, write_json

ROOT = Path(__file__).resolve().parents[2]

# What each secret is made by.
_NEW_SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "DINGFEN_FIELD_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "DINGFEN_BLIND_INDEX_KEY": lambda: secrets.token_urlsafe(32),
    "DINGFEN_TRAIL_KEYS": lambda: secrets.token_urlsafe(32),
    "postgres_superuser_password": lambda: secrets.token_hex(24),
    "postgres_password": lambda: secrets.token_hex(24),
    "valkey_password": lambda: secrets.token_hex(24),
    "id": lambda: secrets.token_hex(6),
}


@dataclass(frozen=True)
class Installation:
    """One checkout and its data. `durable` False: the data is thrown away afterwards, so nothing waits for the disk."""

    root: Path
    var: Path
    venv: Path
    durable: bool = True

    @classmethod
    def here(cls) -> "Installation":
        """The installation of this checkout. DINGFEN_VAR and DINGFEN_VENV move its data and its environment."""
        return cls(
            root=ROOT,
            var=Path(os.environ.get("DINGFEN_VAR") or ROOT / "var").absolute(),
            venv=Path(os.environ.get("DINGFEN_VENV") or ROOT / ".venv").absolute(),
        )

    @property
    def python(self) -> Path:
        """The virtual environment's Python."""
        return self.venv / "bin" / "python"

    @property
    def packages(self) -> Path:
        """The virtual environment's site-packages."""
        found = sorted((self.venv / "lib").glob("python3.*/site-packages"))
        if not found:
            raise Failure(f"{self.venv} is not a virtual environment.")
        return found[-1]

    @property
    def run(self) -> Path:
        """Locks, ports and what runs now."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def files(self) -> Path:
        """Uploaded files, unless DINGFEN_FILES moves them."""
        return self.var / "files"

    def lock(self, name: str) -> Lock:
        """The lock of this name in this installation."""
        return Lock(self.run / f"{name}.lock")

    def make_folders(self) -> None:
        """Create ``var`` and what must be there before anything else. Closed to other accounts of the machine.

        As root ``var`` itself can be passed through (not listed), for PostgreSQL runs under another account there.
        """
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            if self.var.stat().st_uid == os.geteuid():
                self.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.run, self.log, self.files):
                folder.mkdir(exist_ok=True)
                if folder.stat().st_uid == os.geteuid():
                    folder.chmod(0o700)
            if not os.access(self.run, os.W_OK):
                raise PermissionError(13, "Permission denied", str(self.run))
        except PermissionError as error:
            raise Failure(f"{error.filename} cannot be written by this account; was it made by another one?") from error

    def secrets(self) -> dict[str, str]:
        """The secrets of this installation, made once and kept in ``var/secrets.json`` (0600), never in the repository.

        SECRET_KEY, DINGFEN_FIELD_KEYS, DINGFEN_BLIND_INDEX_KEY and DINGFEN_TRAIL_KEYS as settings take them; the
        passwords of the embedded servers; and `id`, which tells this installation from another one that stood at the
        same path before. An installation of an earlier version gets what it has not.
        """
        path = self.var / "secrets.json"
        known = read_json(path)
        if known is None and path.exists():
            raise Failure(f"{path} is damaged. Without it encrypted numbers cannot be read: restore it from a backup.")
        if known is None or not _NEW_SECRETS.keys() <= known.keys():
            with self.lock("secrets"):
                known = read_json(path) or {}
                missing = {name: make() for name, make in _NEW_SECRETS.items() if name not in known}
                if missing:
                    known |= missing
                    write_json(path, known)
        return dict(known)

    def key(self) -> str:
        """A short name for folders outside the checkout: by its path, so that two clones never share one."""
        return f"{hashlib.sha256(str(self.var).encode()).hexdigest()[:12]}-{self.secrets()['id']}"

    def command(self, *arguments: str | Path) -> list[str]:
        """A command line of the launcher itself."""
        return [sys.executable, str(self.root / "config" / "stack"), *map(str, arguments)]
