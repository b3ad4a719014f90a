"""A finished site is checked, then put in place whole; whatever fails leaves the site before as it was."""

import os
import re
import shutil
from collections.abc import Mapping
from html import unescape
from pathlib import Path, PurePosixPath
from posixpath import normpath

from cchc_metrics.faults import Fault, FaultsFound, no_room

MANIFEST = "ban-cong-bo.json"
# What a browser asks for by itself, as against an address that a reader may follow.
ASKED = re.compile(r'<(?!a\b)[a-z]+\b[^>]*?\s(?:src|href|data)="([^"]*)"|url\(([^)]*)\)')
FOLLOWED = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
NAMED = re.compile(r'\sid="([^"]*)"')


class BrokenSite(Exception):
    """A page points at something that is not there, or would ask something of another server."""


def install(files: Mapping[str, bytes], folder: Path) -> None:
    """The site of `files` stands in `folder`; the one before it is gone.

    Raises: FaultsFound when the folder holds something else or cannot be written; BrokenSite when a page is not as it
    must be.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).exists())):
        raise FaultsFound(
            [
                Fault(
                    "occupied-folder",
                    str(folder),
                    "thư mục đã có thứ khác, không phải trang do lệnh này làm",
                    "thư mục chưa có, trống, hoặc trang đã công bố lần trước",
                    "chọn thư mục khác",
                )
            ]
        )
    check(files)
    new, old = (folder.with_name(f".{folder.name}.{word}.{os.getpid()}") for word in ("new", "old"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as error:
        raise FaultsFound([no_room(str(folder), error)]) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
        # What could be neither replaced nor put back is the only site that there is.
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def check(files: Mapping[str, bytes]) -> None:
    """Nothing, when every address within the site leads somewhere and no page asks anything of elsewhere.

    Raises: BrokenSite with every address that does not.
    """
    texts = {name: data.decode() for name, data in files.items() if name.endswith((".html", ".css", ".svg"))}
    wrong = [f"{name}: <script>" for name, text in texts.items() if "<script" in text.lower()]
    for name, text in texts.items():
        asked = [first or second for first, second in ASKED.findall(text)]
        wrong += [f"{name}: {address}" for address in asked if not _own(address)]
        followed = [address for address in FOLLOWED.findall(text) if "://" not in address]
        wrong += [
            f"{name}: {address}"
            for address in (*asked, *followed)
            if _own(address) and not _there(unescape(address), name, texts, files)
        ]
    if wrong:
        raise BrokenSite("; ".join(sorted(set(wrong))))


def _own(address: str) -> bool:
    """True for an address within the site; what stands in the page itself asks nothing."""
    return address.startswith("data:") or not (re.match(r"[a-z][a-z0-9+.-]*:", address) or address.startswith("//"))


def _there(address: str, name: str, texts: Mapping[str, str], files: Mapping[str, bytes]) -> bool:
    if address.startswith("data:"):
        return True
    path, _, place = address.partition("#")
    target = normpath(str(PurePosixPath(name).parent / path.strip("'\""))) if path else name
    return target in files and (not place or place in NAMED.findall(texts.get(target, "")))
