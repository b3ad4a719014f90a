"""Writing a file whole or not at all, also when the power goes while it is written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident


def write(path: Path, data: bytes) -> None:
    """The bytes stand at `path`; when anything fails, the file that was there before stays.

    Raises: OSError when there is no room or the folder may not be written to.
    """
    with replacement(path) as temporary, temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if os.name == "posix":
        # The new name must outlast a power cut too.
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """A hidden path beside `path` to write to; it takes the place of `path` if the block ends without an error."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
