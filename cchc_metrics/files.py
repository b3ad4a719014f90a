"""Writing a file whole or not at all, also when the power goes while it is written."""

import ctypes
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


def replace_folder(folder: Path, new: Path, old: Path) -> None:
    """Put the folder `new` in the place of `folder`; what stood there is afterwards at `new` or at `old`.

    On Linux the two change places in one step, and nobody finds `folder` gone. Elsewhere it is gone for a moment.
    Raises: OSError when it cannot be done; what stood there stays, or is set aside at `old`.
    """
    if folder.exists():
        if _exchange(new, folder):
            return
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


# What renameat2 of Linux is told: paths are taken from the present folder, and the two change places.
PRESENT_FOLDER, EXCHANGE = -100, 2


def _exchange(one: Path, other: Path) -> bool:
    """True when two folders have changed places; False where the system or its disk cannot do that."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = [os.fsencode(path.absolute()) for path in (one, other)]
    return bool(rename(PRESENT_FOLDER, paths[0], PRESENT_FOLDER, paths[1], EXCHANGE) == 0)
