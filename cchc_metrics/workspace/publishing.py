"""A store of the figures that may be published, and of no others, so that nothing else can be worked out from it."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import faults_of
from cchc_metrics.catalog.loader import tables_of
from cchc_metrics.catalog.models import Row
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.ledger import Entry
from cchc_metrics.store import DamagedStore, Selection, Store, build_store, rows_of
from cchc_metrics.text import formats
from cchc_metrics.text.rows import records
from cchc_metrics.workspace.entries import approvals, entries_in_force, hand_ins, units_handed_in
from cchc_metrics.workspace.inputs import Inputs

FILE = "embargo.toml"


class Embargo(Row):
    """Figures held back until a day; a key that is left out stands for every indicator, unit or year.

    It holds back parts and groups too, for the whole could be worked out from them.
    """

    until: dt.date
    indicator: str | None = None
    unit: str | None = None
    year: int | None = None
    why: str = ""


def embargoes(folder: Path, catalog: Catalog) -> list[Embargo]:
    """Every embargo of a working folder, in the order of the file; none when there is no file.

    Raises: FaultError with every fault of the file.
    """
    path = folder / FILE
    if not path.exists():
        return []
    tables = tables_of(FILE, path.read_bytes())
    faults = [
        Fault(
            "unknown-table",
            FILE,
            f"không có bảng nào tên «{name}»{nearest(name, ['embargo'])}",
            "các bảng [[embargo]]",
            "sửa tên bảng",
        )
        for name in tables
        if name != "embargo"
    ]
    rows = tables.get("embargo", [])
    if not isinstance(rows, list):
        faults.append(
            Fault(
                "toml-syntax",
                FILE,
                "«embargo» không phải là danh sách bảng",
                "mỗi lần giữ lại một bảng [[embargo]]",
                "viết hai dấu ngoặc vuông",
            )
        )
        rows = []
    result = []
    for number, row in enumerate(rows, 1):
        embargo = _embargo(f"{FILE} · [[embargo]] thứ {number}", row, catalog, faults)
        result += [embargo] if embargo else []
    if faults:
        raise FaultError(faults)
    return result


def in_force(every: Sequence[Embargo], on: dt.date) -> list[Embargo]:
    """Those that still hold on a day; on the day `until` the figures may be published."""
    return [embargo for embargo in every if on < embargo.until]


def _embargo(place: str, row: Any, catalog: Catalog, faults: list[Fault]) -> Embargo | None:
    try:
        embargo = Embargo.model_validate(row)
    except ValidationError as error:
        faults += faults_of(Embargo, place, error)
        return None
    for key, name, names in (
        ("indicator", embargo.indicator, catalog.indicators),
        ("unit", embargo.unit, catalog.units),
    ):
        if name is not None and name not in names:
            faults.append(
                Fault(
                    "unknown-id",
                    f"{place} · {key}",
                    f"không có mã «{name}»{nearest(name, names)}",
                    "mã có trong kế hoạch",
                    "sửa mã: mã sai thì không giữ lại được số nào",
                )
            )
    return embargo


@dataclass(frozen=True)
class Publishable:
    """What may be published: its store, its fingerprint, and the embargoes that hold something back.

    `pending` are the hand-ins that nobody has approved; `illustrated` are the units whose illustration may still be
    asked for.
    """

    store: Store
    fingerprint: str
    embargoes_in_effect: tuple[Embargo, ...]
    pending: tuple[Entry, ...]
    illustrated: frozenset[str]

    def no_figures(self, catalog: Catalog, units: Sequence[str]) -> Fault:
        """That there is nothing to publish for these units, with what would help: the cause decides."""
        names = ", ".join(catalog.units[unit].name for unit in units)
        pending = [str(entry.number) for entry in self.pending if set(entry.units) & set(units)]
        held = [embargo.until for embargo in self.embargoes_in_effect if embargo.unit in (None, *units)]
        ways = [f"duyệt lần nộp {', '.join(pending)} đang chờ"] if pending else []
        ways += [f"đợi đến {formats.day(min(held))}, khi số liệu hết bị giữ lại theo {FILE}"] if held else []
        if not ways:
            ways = ["nộp và duyệt số liệu", "chọn đơn vị khác (--unit)"]
            ways += ["công bố có đánh dấu minh họa (--illustrative)"] if self.illustrated & set(units) else []
        return Fault(
            "no-figures",
            names,
            f"không có số liệu nào được duyệt và đến ngày công bố cho {names}",
            "ít nhất một số liệu được công bố",
            f"{', '.join(ways[:-1])}, hoặc {ways[-1]}" if len(ways) > 1 else ways[0],
        )


# What may be published of the approved figures: none of the office's own tallies, no illustration unless it is asked
# for and the unit has nothing else, and nothing under embargo.
FIGURES = """
select figure.*
from built.observation as figure
where not withdrawn and not list_contains($tallies, indicator_id)
    and (layer <> 'demo' or ($illustrative and not list_contains($units, unit_id)))
    and not exists (
        from (select unnest($embargoes::struct(indicator varchar, unit varchar, year integer)[]) as embargo)
        where coalesce(embargo.indicator = figure.indicator_id, true) and coalesce(embargo.unit = figure.unit_id, true)
            and coalesce(embargo.year = figure.year, true)
    )
order by entry, figure.rowid
"""
FEEDBACK = """
select feedback.*
from built.feedback_record as feedback
where not withdrawn and (layer <> 'demo' or ($illustrative and not list_contains($units, unit_id)))
order by entry, feedback.rowid
"""
METHODS = "select * from built.method"
UNITS = """
select distinct unit_id
from observation
where not withdrawn and layer <> 'demo' and not list_contains($tallies, indicator_id)
"""
# Without the points that each part lost, a change of the applicable maximum would be blamed on areas that lost nothing.
PART_POINTS = "select * from score_part order by all"
COUNT = "select count(*) from (FIGURES)"


@contextmanager
def publishable(
    inputs: Inputs, catalog: Catalog, approved_store: Store, *, on: dt.date, illustrative: bool = False
) -> Iterator[Publishable]:
    """What may be published on a day, out of the store of the approved figures; its own store is gone afterwards.

    Figures under embargo are left out before anything is worked out, with their parts and groups. What is withdrawn
    is left out, and so is all that was said of tasks, decisions and criteria; feedback is there to be counted. Of the
    scores there is what each part of a published index lost.
    Illustrative figures come in only when asked for, and never for a unit that has others, even if nobody has approved
    them yet.
    Raises: FaultError when the plan, a figure or embargo.toml is at fault.
    """
    entries, folder = inputs.ledger.entries(), inputs.folder
    tallies = list(catalog.tallies)
    others = units_handed_in(entries) | {*approved_store.frame(UNITS, tallies=tallies)["unit_id"]}
    common = {"illustrative": illustrative, "units": sorted(others)}

    def figures(embargoes_in_effect: Sequence[Embargo]) -> dict[str, Any]:
        limits = [embargo.model_dump(include={"indicator", "unit", "year"}) for embargo in embargoes_in_effect]
        return {**common, "tallies": tallies, "embargoes": limits}

    count = COUNT.replace("FIGURES", FIGURES.replace("built.", ""))
    on_day = in_force(embargoes(folder, catalog), on)
    counts = [
        int(approved_store.frame(count, **figures(some)).to_numpy()[0, 0]) for some in ([], *([one] for one in on_day))
    ]
    embargoes_in_effect = tuple(embargo for embargo, rest in zip(on_day, counts[1:], strict=True) if rest < counts[0])
    approval = inputs.fingerprint(entries_in_force(entries, approved_only=True))
    fingerprint = _fingerprint(approval, embargoes_in_effect, illustrative=illustrative)
    queries = {
        "method": (METHODS, {}),
        "observation": (FIGURES, figures(embargoes_in_effect)),
        "feedback_record": (FEEDBACK, common),
    }
    rows = {table: rows for table, rows in rows_of(catalog).items() if table not in queries}
    rows["part_points"] = [*records(approved_store.frame(PART_POINTS), dict[str, Any])]
    trials = folder / "trial"
    trials.mkdir(exist_ok=True)
    # Inside the working folder, so that a killed publication leaves nothing elsewhere.
    with tempfile.TemporaryDirectory(dir=trials) as scratch:
        path = Path(scratch) / f"{fingerprint}.duckdb"
        try:
            build_store(path, rows, selection=Selection(approved_store.path, queries))
        except DamagedStore:
            build_store(path, rows, selection=Selection(approved_store.rebuilt(), queries))
        store = Store(path)
        try:
            pending = tuple(entry for entry in hand_ins(entries) if entry.number not in approvals(entries))
            illustrated = frozenset() if illustrative else frozenset(catalog.units) - others
            yield Publishable(store, fingerprint, embargoes_in_effect, pending, illustrated)
        finally:
            store.close()


def _fingerprint(approved_store: str, embargoes_in_effect: Sequence[Embargo], *, illustrative: bool) -> str:
    # Only what is left out changes the fingerprint, so a day that passes without effect gives the same bytes.
    text = json.dumps(
        [approved_store, illustrative, [embargo.model_dump(mode="json") for embargo in embargoes_in_effect]]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]
