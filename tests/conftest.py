"""What every test stands on."""

import os
import shutil

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests, visibly, where there is no Chromium. In CI they run, or fail."""
    if shutil.which("chromium") or os.environ.get("CI"):
        return
    missing = pytest.mark.skip(reason="chromium is missing (as root: apt-get install chromium fonts-noto-cjk)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)
