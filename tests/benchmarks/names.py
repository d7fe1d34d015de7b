"""The names of the parts that measure pages, without importing what needs Django: a part is called as its module."""

import pkgutil

from tests.benchmarks import parts


def of_pages() -> list[str]:
    """The names of all parts in tests/benchmarks/parts."""
    return sorted(found.name for found in pkgutil.iter_modules(parts.__path__))
