"""What a working folder remembers beside its ledger: views saved by name, and layouts of files that were learnt."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultError, lock_in_words, nearest
from cchc_metrics.intake.content import Answers

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
        self._lock = folder / "views.lock"

    def all(self) -> list[SavedView]:
        """Every saved view, in the order of saving.

        Raises: FaultError when the file is not as it was written.
        """
        if not self.path.exists():
            return []
        try:
            return [SavedView(**view) for view in json.loads(self.path.read_text(encoding="utf-8"))]
        except (ValueError, TypeError) as error:
            raise FaultError(
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

        Raises: FaultError when the name cannot be used or is taken.
        """
        with lock_in_words(self._lock, "views.lock"):
            views = self.all()
            view = SavedView(_fit(name, views), page, dict(filters))
            self._write([*views, view])
        return view

    def rename(self, old: str, new: str) -> None:
        """The view `old` is called `new` from now on, in its place.

        Raises: FaultError when there is no view `old`, or the new name cannot be used or is taken.
        """
        with lock_in_words(self._lock, "views.lock"):
            views = self.all()
            at = _place(old, views)
            name = _fit(new, [view for view in views if view.name != old])
            views[at] = SavedView(name, views[at].page, views[at].filters)
            self._write(views)

    def delete(self, name: str) -> None:
        """The view is saved no more.

        Raises: FaultError when there is no such view.
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
        raise FaultError(
            [Fault("unknown-id", name, "không có cách xem nào lưu dưới tên này", "một tên đã lưu", "mở lại danh sách")]
        )
    return at


def _fit(name: str, views: list[SavedView]) -> str:
    """The name in composed letters and single spaces, so that two that look alike are one.

    Control characters and lone surrogates go: they show nothing, and some of them turn the writing round.
    """
    text = "".join(
        sign
        for sign in unicodedata.normalize("NFC", name)
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
    fit = " ".join(text.split())
    if not 0 < len(fit) <= LONGEST_NAME:
        raise FaultError(
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
        raise FaultError([Fault("duplicate-id", fit, "đã có cách xem tên này", "một tên chưa dùng", "đặt tên khác")])
    if len(views) >= MOST:
        raise FaultError([Fault("out-of-range", fit, f"đã lưu {MOST} cách xem", f"không quá {MOST}", "xóa bớt")])
    return fit


FILE = "layouts.json"


@dataclass(frozen=True)
class Layout:
    """What was learnt of one header: column number from 0 as text → column id, "-" for one that counts for nothing.

    `shipped` is true for one that came with the plan.
    """

    header: str
    columns: Mapping[str, str]
    is_of_plan: bool = False

    @property
    def id(self) -> str:
        """A short name that is the same in every working folder."""
        return hashlib.sha256(self.header.encode()).hexdigest()[:8]


class Layouts:
    """The layouts and names of a working folder, in layouts.json; a plan may ship a file of the same form."""

    def __init__(self, folder: Path, plan_folder: Path) -> None:
        self.path, self._plan = folder / FILE, plan_folder / FILE
        self._lock = folder / "layouts.lock"

    def all(self) -> list[Layout]:
        """Every layout, those of the plan first; one of the working folder takes the place of the plan's.

        Raises: FaultError when a file is not as it was written.
        """
        is_of_plan = {
            header: Layout(header, columns, is_of_plan=True)
            for header, columns in _content(self._plan)["layouts"].items()
        }
        own = {header: Layout(header, columns) for header, columns in _content(self.path)["layouts"].items()}
        return [*(is_of_plan | own).values()]

    def groups(self) -> Mapping[str, str]:
        """Names of rows that somebody confirmed, with the id of their group."""
        return {**_content(self._plan)["groups"], **_content(self.path)["groups"]}

    def answers(self, answers: Answers) -> Answers:
        """The answers given, with what was learnt before behind them."""
        layouts = {layout.header: layout.columns for layout in self.all()}
        return Answers(
            answers.columns,
            {**self.groups(), **answers.groups},
            answers.period,
            {**layouts, **answers.layouts},
            answers.source,
        )

    def remember(self, layouts: Mapping[str, Mapping[str, str]], groups: Mapping[str, str]) -> None:
        """Keep what was answered for the next file with the same header, and for the same names."""
        with lock_in_words(self._lock, "layouts.lock"):
            content = _content(self.path)
            content["layouts"].update({header: dict(columns) for header, columns in layouts.items()})
            content["groups"].update(groups)
            self._write(content)

    def forget(self, layout_id: str) -> Layout:
        """The layout that is no longer known.

        Raises: FaultError when the working folder has learnt none of this id.
        """
        with lock_in_words(self._lock, "layouts.lock"):
            content = _content(self.path)
            by_id = {(layout := Layout(header, columns)).id: layout for header, columns in content["layouts"].items()}
            if layout_id not in by_id:
                raise FaultError([_unknown(layout_id, list(by_id))])
            del content["layouts"][by_id[layout_id].header]
            self._write(content)
            return by_id[layout_id]

    def get(self, layout_id: str) -> Layout:
        """The layout of this id.

        Raises: FaultError when there is none.
        """
        by_id = {layout.id: layout for layout in self.all()}
        if layout_id not in by_id:
            raise FaultError([_unknown(layout_id, list(by_id))])
        return by_id[layout_id]

    def export(self) -> bytes:
        """Everything learnt, as a file for other working folders."""
        content = _content(self.path)
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

    def take(self, path: Path) -> int:
        """How many layouts of a file were added to those of this folder.

        Raises: FaultError when the file is no file of layouts.
        """
        content = _content(path, must_exist=True)
        self.remember(content["layouts"], content["groups"])
        return len(content["layouts"])

    def _write(self, content: Mapping[str, Any]) -> None:
        files.write(self.path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode())


def _unknown(layout_id: str, ids: Sequence[str]) -> Fault:
    return Fault(
        "unknown-id",
        f"cách đọc «{layout_id}»",
        f"không có cách đọc nào mã như vậy{nearest(layout_id, ids)}",
        f"một trong: {', '.join(ids) or 'chưa học cách đọc nào'}",
        "xem các cách đọc đã học",
        "cchc layouts",
    )


def _content(path: Path, *, must_exist: bool = False) -> dict[str, dict[str, Any]]:
    if not path.exists() and not must_exist:
        return {"layouts": {}, "groups": {}}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        layouts = {
            str(header): {str(at): str(id_) for at, id_ in columns.items()}
            for header, columns in content["layouts"].items()
        }
        groups = {str(name): str(group) for name, group in content["groups"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FaultError(
            [
                Fault(
                    "file-damage",
                    path.name,
                    "tệp không phải danh sách cách đọc",
                    "tệp cách đọc đã xuất ra nguyên vẹn",
                    "xuất lại tệp, hoặc xóa tệp",
                    "cchc layouts export",
                )
            ]
        ) from error
    return {"layouts": layouts, "groups": groups}
