"""Views saved by name: an address of the dashboard each, kept in one file of the working folder."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.ledger import lock_in_words

LONGEST_NAME, MOST = 80, 200


@dataclass(frozen=True)
class SavedView:
    """A view under its name: the page's address and the filters that the address carries."""

    name: str
    page: str
    filters: Mapping[str, str]


class SavedViews:
    """The saved views of one working folder; a name is data inside a file, never a path."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "views.json"
        self._lock = FileLock(folder / "views.lock")

    def all(self) -> list[SavedView]:
        """Every saved view, in the order of saving.

        Raises: FaultsFound when the file is not as it was written.
        """
        if not self.path.exists():
            return []
        try:
            return [SavedView(**view) for view in json.loads(self.path.read_text(encoding="utf-8"))]
        except (ValueError, TypeError) as error:
            raise FaultsFound(
                [
                    Fault(
                        "file-damage",
                        self.path.name,
                        "tệp không còn nguyên như khi ghi",
                        "danh sách cách xem đã lưu",
                        "khôi phục tệp từ bản sao lưu, hoặc xóa tệp",
                    )
                ]
            ) from error

    def save(self, name: str, page: str, filters: Mapping[str, str]) -> SavedView:
        """The view saved under a new name.

        Raises: FaultsFound when the name cannot be used or is taken.
        """
        with lock_in_words(self._lock, "views.lock"):
            views = self.all()
            view = SavedView(_fit(name, views), page, dict(filters))
            self._write([*views, view])
        return view

    def rename(self, old: str, new: str) -> None:
        """The view `old` is called `new` from now on, in its place.

        Raises: FaultsFound when there is no view `old`, or the new name cannot be used or is taken.
        """
        with lock_in_words(self._lock, "views.lock"):
            views = self.all()
            at = _place(old, views)
            name = _fit(new, [view for view in views if view.name != old])
            views[at] = SavedView(name, views[at].page, views[at].filters)
            self._write(views)

    def delete(self, name: str) -> None:
        """The view is saved no more.

        Raises: FaultsFound when there is no such view.
        """
        with lock_in_words(self._lock, "views.lock"):
            views = self.all()
            del views[_place(name, views)]
            self._write(views)

    def _write(self, views: list[SavedView]) -> None:
        files.write(self.path, json.dumps([asdict(view) for view in views], ensure_ascii=False, indent=1).encode())


def _place(name: str, views: list[SavedView]) -> int:
    at = next((number for number, view in enumerate(views) if view.name == name), None)
    if at is None:
        raise FaultsFound(
            [Fault("unknown-id", name, "không có cách xem nào lưu dưới tên này", "một tên đã lưu", "mở lại danh sách")]
        )
    return at


def _fit(name: str, views: list[SavedView]) -> str:
    """The name in composed letters and single spaces, so that two that look alike are one.

    Control characters and lone surrogates go: they show nothing, and some of them turn the writing round.
    """
    seen = "".join(
        sign
        for sign in unicodedata.normalize("NFC", name)
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
    fit = " ".join(seen.split())
    if not 0 < len(fit) <= LONGEST_NAME:
        raise FaultsFound(
            [
                Fault(
                    "unusable-value",
                    "tên",
                    "chưa đặt tên" if not fit else f"tên dài {len(fit)} ký tự",
                    f"từ 1 đến {LONGEST_NAME} ký tự",
                    "đặt tên khác",
                )
            ]
        )
    if any(view.name.casefold() == fit.casefold() for view in views):
        raise FaultsFound([Fault("duplicate-id", fit, "đã có cách xem tên này", "một tên chưa dùng", "đặt tên khác")])
    if len(views) >= MOST:
        raise FaultsFound([Fault("out-of-range", fit, f"đã lưu {MOST} cách xem", f"không quá {MOST}", "xóa bớt")])
    return fit
