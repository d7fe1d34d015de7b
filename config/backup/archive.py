"""The file of a backup: a tar archive with the dump, the files under their SHA-256, and a signed manifest at its end.

The manifest says what the parts are and how long, with their hashes; its signature is made with the key of the trail,
so that a file that was changed as a whole is told as well. It stands last, so a file that was broken off has none.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from config.backup import BackupError
from dossiers.seal.chain import UnknownKeyError, current_key, sign, signed

FORMAT = 1
DUMP = "database.dump"
FILES = "files/"
MANIFEST = "manifest.json"
_PURPOSE = "backup"
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, as of one moment.

    `counts` are the rows of each table, `migrations` those that had been carried out, `files_digest` the hash over the
    sorted names of all files, `head` the signed head of the trail.
    """

    version: str
    made_at: str
    server: str
    migrations: list[list[str]]
    counts: dict[str, int]
    dump_size: int
    dump_sha256: str
    files: int
    files_size: int
    files_digest: str
    head: dict[str, Any] | None = None
    format: int = field(default=FORMAT)

    def text(self) -> str:
        """The manifest as it is written, with its signature."""
        body = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)
        key_id = current_key()
        return json.dumps({"key": key_id, "signature": sign(_PURPOSE, body, key_id), "body": body}, ensure_ascii=False)

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """The manifest out of what `text` gave. Raises BackupError when it is not whole or not ours."""
        try:
            outer = json.loads(text)
            body = outer["body"]
            genuine = signed(_PURPOSE, body, outer["key"], outer["signature"])
            kept = json.loads(body)
        except UnknownKeyError as error:
            raise BackupError(
                _("The backup was made with a key that is not among DINGFEN_TRAIL_KEYS; restore the secrets first.")
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(_("The manifest of the backup is damaged.")) from error
        if not genuine:
            raise BackupError(_("The manifest of the backup has been changed: its signature does not fit."))
        if kept.get("format") != FORMAT:
            raise BackupError(_("The backup was made by another version, in a form that this one does not read."))
        return cls(**kept)


def digest_of_names(names: Iterable[str]) -> str:
    """One hash over the names of files, which are the hashes of their content; `names` come in order."""
    whole = hashlib.sha256()
    for name in names:
        whole.update(f"{name}\n".encode())
    return whole.hexdigest()


class _Hashed:
    """Reads on from another stream and hashes what passes."""

    def __init__(self, source: Any) -> None:
        self.source, self.digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.source.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


class Writer:
    """Writes the parts of a backup one after the other."""

    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by close()

    def add(self, name: str, source: Any, size: int) -> str:
        """Add a part of `size` bytes and return its SHA-256. Raises BackupError when the source holds less."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = _Hashed(source)
        try:
            # It asks for read() alone.
            self._tar.addfile(info, reader)
        except OSError as error:
            if reader.size < size and error.errno is None:
                raise BackupError(_("%(name)s is shorter than it should be.") % {"name": name}) from error
            raise
        return reader.digest.hexdigest()

    def close(self, manifest: Manifest) -> None:
        """Add the manifest and end the archive."""
        text = manifest.text().encode()
        self.add(MANIFEST, io.BytesIO(text), len(text))
        self._tar.close()


class Reader:
    """A backup that is open for reading."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        try:
            self._members = {member.name: member for member in tar.getmembers()}
        except (tarfile.TarError, OSError, EOFError) as error:
            raise BackupError(_("The backup is damaged or was broken off.")) from error
        if MANIFEST not in self._members:
            raise BackupError(_("The backup was broken off: it has no manifest at its end."))
        self.manifest = Manifest.read(self._content(MANIFEST).read())

    @property
    def files(self) -> list[str]:
        """The names of the files, in order."""
        return sorted(name.removeprefix(FILES) for name in self._members if name.startswith(FILES))

    def verify(self) -> None:
        """Read all of it and hold every part against the manifest. Raises BackupError for the first that differs."""
        manifest = self.manifest
        if self._members.keys() != {MANIFEST, DUMP, *(FILES + name for name in self.files)}:
            raise BackupError(_("The backup holds parts that its manifest does not name."))
        if self._hash(DUMP) != manifest.dump_sha256 or self._members[DUMP].size != manifest.dump_size:
            raise BackupError(_("The dump of the database in the backup is not as it was made."))
        if digest_of_names(self.files) != manifest.files_digest:
            raise BackupError(_("Files are missing from the backup, or some were added."))
        for name in self.files:
            if self._hash(FILES + name) != name:
                raise BackupError(_("The file %(name)s in the backup is not as it was made.") % {"name": name[:12]})

    def file(self, name: str) -> IO[bytes]:
        """The content of a file."""
        return self._content(FILES + name)

    def extract_dump(self, target: Path) -> None:
        """Write the dump to `target`."""
        with target.open("xb") as out, self._content(DUMP) as source:
            while chunk := source.read(_CHUNK):
                out.write(chunk)

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._content(name) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _content(self, name: str) -> IO[bytes]:
        try:
            found = self._tar.extractfile(self._members[name])
        except (tarfile.TarError, OSError, KeyError) as error:
            raise BackupError(_("The backup is damaged or was broken off.")) from error
        if found is None:
            raise BackupError(_("The backup is damaged or was broken off."))
        return found


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """A backup, its manifest read and its signature proven. Raises BackupError when it is no whole backup of ours."""
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115 - closed below
    except FileNotFoundError as error:
        raise BackupError(_("There is no file %(path)s.") % {"path": path}) from error
    except tarfile.TarError as error:
        raise BackupError(_("%(path)s is not a backup, or it is damaged.") % {"path": path}) from error
    with tar:
        try:
            yield Reader(tar)
        except (tarfile.TarError, EOFError) as error:
            raise BackupError(_("The backup is damaged or was broken off.")) from error
