"""Stores that are built to be looked at before anything is kept, and what a killed process may leave behind."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.store import Rows, Store, build_store

Given = tuple[str, bytes]
# Nothing takes that long; what is older belongs to a process that is gone.
LEFT_BEHIND = 3600


@contextmanager
def trial(folder: Path, rows: Rows) -> Iterator[tuple[Store, Path]]:
    """A checked store of `rows` and its path; whoever wants to keep it moves it away before the end of the block.

    Raises: FaultsFound with every row that a check finds guilty.
    """
    path = folder / "trial" / f"{uuid4().hex}.duckdb"
    build_store(path, rows)
    store = Store(path)
    try:
        yield store, path
    finally:
        store.close()
        path.unlink(missing_ok=True)


def named(file: Path | Given) -> Given:
    """The name of a file without any folder, and its bytes."""
    name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
    # A name given by a system of another code page may hold what UTF-8 cannot say.
    said = name.encode("utf-8", "replace").decode()
    return said.replace("\\", "/").rsplit("/", 1)[-1], data


def refuse(faults: Iterable[Fault], cautions: Sequence[Fault] = ()) -> None:
    """Nothing, when there is no fault.

    Raises: FaultsFound with all of them, and the cautions beside them.
    """
    found = list(faults)
    if found:
        raise FaultsFound(found, cautions)


def sweep(folder: Path) -> None:
    """Take away what processes that were killed left unfinished."""
    left = [*folder.glob("trial/*"), *folder.glob("store/.*"), *folder.glob("files/.*"), *folder.glob(".ledger*")]
    for path in left:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT_BEHIND:
                path.unlink()
