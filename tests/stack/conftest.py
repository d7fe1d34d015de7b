import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.sites import Site, clone


@pytest.fixture(scope="session")
def workshop() -> Iterator[Path]:
    """A folder that every account can pass through; pytest's own is closed to the account of the database."""
    with tempfile.TemporaryDirectory(prefix="dingfen-stack-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def site(workshop: Path) -> Iterator[Site]:
    """A checkout on which tests start and stop things; its data stays from one to the next."""
    found = clone(workshop / "first")
    yield found
    found.remove()
