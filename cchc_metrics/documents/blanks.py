"""The blanks of a document: what only the office can say, and what it said, kept for the next document."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from cchc_metrics import files
from cchc_metrics.documents.kinds import Request
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import words

FILE = "blanks.json"
LONGEST = 1500
NUMBER = "số của văn bản"
# The place of the number in «Số:          /BC-UBND».
NUMBERED = re.compile(r"([Ss]ố:?) {10}(?=/)")
BLANK = re.compile(re.escape(words.BLANK).replace(re.escape("{what}"), r"([^\]]*)"))
# What stays true from one document to the next; a cause or a result is of its period alone.
STANDING = ("họ tên người ký", "nơi nhận", "nơi phụ trách")

Answers = Mapping[str, str]


def blanks(values: Any) -> list[str]:
    """What the blanks of a document ask for, each once, in the order of the document: the number, then the rest."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        found.update(dict.fromkeys([NUMBER] if NUMBERED.search(text) else []))
        found.update(dict.fromkeys(BLANK.findall(text)))
        return text

    _each_text(values, note)
    return list(found)


def filled(values: Any, answers: Answers) -> Any:
    """The values of a document with these blanks filled; the others stay blanks."""

    def fill(text: str) -> str:
        text = BLANK.sub(lambda blank: answers.get(blank[1]) or blank[0], text)
        number = answers.get(NUMBER, "")
        return NUMBERED.sub(lambda place: f"{place[1]} {number}", text) if number else text

    return _each_text(values, fill)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


class FilledBlanks:
    """What was filled into the documents of one working folder, in one file of it, by unit, kind and year."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = FileLock(folder / "blanks.lock")

    def of(self, request: Request) -> dict[str, str]:
        """What was filled into this document; what stays true, from any other document of the unit, newest first.

        Raises: FaultsFound when the file is not as it was written.
        """
        entries = self._all()
        own = entries.get(_key(request), {})
        of_unit = [kept for key, kept in entries.items() if key.split("/")[0] == request.unit]
        standing = {
            blank: text
            for kept in of_unit
            for blank, text in kept.items()
            if blank.startswith(STANDING) and blank not in own
        }
        return {**standing, **own}

    def keep(self, request: Request, answers: Answers) -> None:
        """Keep what was filled into a document; an empty text makes it a blank again.

        Raises: FaultsFound with every text that is too long.
        """
        clean = {blank: " ".join(text.split()) for blank, text in answers.items()}
        faults = [
            Fault("out-of-range", blank, f"dài {len(text)} ký tự", f"không quá {LONGEST} ký tự", "viết ngắn lại")
            for blank, text in clean.items()
            if len(text) > LONGEST
        ]
        if faults:
            raise FaultsFound(faults)
        with self._lock:
            entries = self._all()
            # The newest document stands last: what stays true is taken from it.
            kept = {**entries.pop(_key(request), {}), **clean}
            entries[_key(request)] = kept
            files.write(self.path, json.dumps(entries, ensure_ascii=False, indent=1).encode())

    def _all(self) -> dict[str, dict[str, str]]:
        if not self.path.exists():
            return {}
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
            if not all(isinstance(text, str) for kept in entries.values() for text in kept.values()):
                raise ValueError
        except (ValueError, AttributeError) as error:
            raise FaultsFound(
                [
                    Fault(
                        "file-damage",
                        FILE,
                        "tệp không còn nguyên như khi ghi",
                        "những chỗ trống đã điền của từng văn bản",
                        "khôi phục tệp từ bản sao lưu, hoặc xóa tệp rồi điền lại",
                    )
                ]
            ) from error
        return dict(entries)


def _key(request: Request) -> str:
    return f"{request.unit}/{request.kind}/{request.year}"
