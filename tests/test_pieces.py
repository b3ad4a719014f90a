"""A store that grew act by act holds in every table what a store built from nothing holds."""

import datetime as dt
import os
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.store import FigureList, build_store, rows_of
from cchc_metrics.store import rows as store_rows
from cchc_metrics.store.store import SETTINGS, _define, table_definitions
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.inputs import Reader, add
from cchc_metrics.workspace.workspace import Folder
from tests.conftest import DATA, write_figures

UNITS = ("xa-thu", "xa-cu", "xa-moi", "tinh-a", "tinh-b")
# A named run does more: CCHC_ACTS=400 pytest tests/test_pieces.py.
ACTS = int(os.environ.get("CCHC_ACTS", "10"))


def tables_in(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(path, read_only=True, config=SETTINGS) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return {name: connection.sql(f"from {name} order by all").fetchall() for name in sorted(names)}


def same_as_from_nothing(workspace: Workspace, path: Path, counted: tuple[Any, Any], where: Path) -> None:
    build_store(where, workspace._inputs.rows(workspace.catalog, *counted))
    grown, built = tables_in(path), tables_in(where)
    assert [name for name in built if grown[name] != built[name]] == []
    assert grown.keys() == built.keys()


def hand_in(workspace: Workspace, chance: random.Random, folder: Path) -> object:
    unit = chance.choice(UNITS)
    rows = [
        {
            "unit_id": unit,
            "indicator_id": indicator,
            "year": year,
            "numerator": chance.randint(0, 100),
            "denominator": 100,
            "note": "số mới",
        }
        for indicator in chance.sample(["early", "on-time", "digitised"], 2)
        for year in chance.sample([2022, 2023, 2024], 2)
        if unit != "xa-moi"
    ]
    rows = rows or [{"unit_id": unit, "indicator_id": "early", "year": 2025, "numerator": 1, "denominator": 2}]
    return workspace.submit([write_figures(folder / f"{chance.random()}.csv", rows)], unit_id=unit, by="An")


def of_some_entry(act: Callable[..., object]) -> Callable[[Workspace, random.Random, Path], object]:
    return lambda workspace, chance, _: act(workspace, chance.randint(1, max(1, len(workspace.ledger.entries()))))


DECISION = {"what": "Rà soát hồ sơ", "owner_id": "van-phong", "decided": "2022-12-01", "due": "2022-12-31"}
RANDOM_ACTS: list[Callable[[Workspace, random.Random, Path], object]] = [
    hand_in,
    hand_in,
    of_some_entry(lambda workspace, number: workspace.undo(number, by="An", why="nhầm")),
    of_some_entry(lambda workspace, number: workspace.approve(number, by="Chi")),
    of_some_entry(lambda workspace, number: workspace.follow(number, {"state": "done"}, by="Chi")),
    lambda workspace, chance, _: workspace.decide(DECISION, unit_id=chance.choice(UNITS), by="Chi"),
    lambda workspace, chance, _: workspace.lock("2021", unit_id=chance.choice(UNITS), by="Chi", why="đã báo cáo"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_acts_every_table_is_that_of_a_store_built_from_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)
    workspace.build()
    for act in [hand_in, *chance.choices(RANDOM_ACTS, k=ACTS)]:
        # What may not be done is refused, and then nothing is otherwise.
        with suppress(FaultError):
            act(workspace, chance, tmp_path)
        workspace.build()

    request: tuple[tuple[dt.date | None, bool], ...] = ((None, False), (None, True))
    for number, (as_known, approved_only) in enumerate(request):
        counted = workspace._in_force(as_known, approved_only=approved_only)
        path = workspace.view(as_known, approved_only).path
        same_as_from_nothing(workspace, path, counted, tmp_path / f"{number}.duckdb")


@pytest.mark.slow
def test_a_hand_in_reads_no_other_unit_and_builds_nothing_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)
    row = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}
    other = workspace.submit(
        [write_figures(tmp_path / "a.csv", [{**row, "unit_id": "xa-cu"}])], unit_id="xa-cu", by="An"
    )
    workspace.build()
    assert other is not None
    monkeypatch.setattr("cchc_metrics.workspace.workspace.build_store", None)
    # The other unit's file cannot be read any more, and nobody needs to.
    (workspace.folder / "files" / other.files[0].sha256).unlink()
    again = Workspace(workspace.folder, "mini", DATA)

    entry = again.submit([write_figures(tmp_path / "b.csv", [row])], unit_id="xa-thu", by="An")
    again.approve(2, by="Chi")

    assert entry is not None
    assert isinstance(again, Folder)
    assert set(again.store.frame("select unit_id from observation")["unit_id"]) == {"xa-thu", "xa-cu"}


GOOD = {
    "indicator_id": "early",
    "unit_id": "xa-thu",
    "year": "2022",
    "period_start": "2022-01-01",
    "period_end": "2022-03-31",
    "numerator": "95",
    "denominator": "100",
    "value": "",
    "reported_value": "95.5",
    "sample_size": "",
    "part_id": "",
    "breakdown_id": "",
    "group_id": "",
    "method": "",
    "reported_rank": "",
    "reported_of": "",
    "flag": "final",
    "source_id": "so-thu",
    "as_of": "2022-04-01",
    "note": "",
}
ODD = {
    "indicator_id": ("papi", "index", "Early", " early", "", "ealry"),
    "unit_id": ("Xã Thử", "xa-cu", "tinh-a", "XA-THU", "xa-thu ", "99"),
    "year": ("2021", "1989", "2099", "22", "2022.0", "hai", ""),
    "period_start": ("", "01/01/2022", "2022-02-30", "2022-04-01", "2020-01-01", "2022-1-1", "20220101"),
    "period_end": ("", "31/03/2022", "2023-01-01", "2022-02-29", "2022-12-31 00:00"),
    "numerator": ("", "101", "95.0", "1.234", "1e2", "-1", "0095", "95 hồ sơ", "không", "-", "9999999999"),
    "denominator": ("", "0", "94", "100.5", "1_00", "１００"),
    "value": ("95", "0.5", "12.345", "0", "nan", "7,5"),
    "reported_value": ("", "95.555", "101", "95.1234", "-3", "95%", "0.1234567890123456"),
    "sample_size": ("30", "0", "1.0", "3000000000"),
    "part_id": ("papi-1", "x"),
    "breakdown_id": ("field", "x"),
    "group_id": ("justice", "x"),
    "method": ("m", "x", "cach-cu", "Cách cũ"),
    "reported_rank": ("5", "0", "05"),
    "reported_of": ("4", "60", "+60"),
    "flag": ("provisional", "FINAL", ""),
    "source_id": ("x", ""),
    "as_of": ("", "2022-13-01", "2099-01-01", "1/4/2022"),
    "note": (
        *("ghi chu", "ghi chú", "  ghi", "ghi\u00a0", "\u200bghi", "=1+1", "ghi  chú", "\x07"),
        *("a; b;c", "a|b", "a\tb", ";" * 10),
    ),
}


def odd_lists() -> list[str]:
    """A list of figures to each odd cell, and lists that are odd as a whole."""
    texts = [
        ",".join(GOOD) + end + ",".join({**GOOD, column: cell}.values()) + end
        for column, cells in ODD.items()
        for cell in (GOOD[column], *cells)
        if "," not in cell
        for end in ("\n", "\r\n")
    ]
    return [
        *texts,
        texts[0] + texts[0].splitlines()[1],
        texts[0] + "\n",
        texts[0] + "a,b\n",
        "\ufeff" + texts[0],
        texts[0][:-1],
        # Of three decimals one alone reads two ways; beside 95.5 or 0.5 it does not, and beside 95,5 again.
        *(
            ",".join(GOOD) + "\n" + "".join(",".join({**score, **cells}.values()) + "\n" for cells in source)
            for score in [GOOD | {"indicator_id": "papi", "numerator": "", "denominator": "", "reported_value": ""}]
            for source in (
                [{"value": "37.512"}],
                [{"value": "37.512"}, {"value": "41.25", "year": "2021"}],
                [{"value": "37.512"}, {"value": "0.512", "period_end": "2022-06-30"}],
                [{"value": "37.512"}, {"value": "41.25", "period_end": "2022-06-30"}],
                [{"value": "37.512", "reported_value": "37.5"}],
                [{"value": "37.512", "note": "41.25"}],
            )
        ),
    ]


def test_what_is_read_in_columns_is_what_python_reads(workspace: Workspace) -> None:
    """Whatever is not left to Python has the same row in every cell, and no fault."""
    texts = odd_lists()
    left: list[int] = []

    def rows(number: int, text: str, *, count: bool) -> dict[str, list[dict[str, Any]]]:
        left.extend([number] if count else [])
        values: dict[str, list[dict[str, Any]]] = {}
        with suppress(FaultError):
            source = read("a.csv", text.encode(), workspace.catalog, unit_id="xa-thu")
            add(values, source, workspace.catalog, layer="own", entry=number, approval=None)
        return values

    lists = [
        FigureList(
            name="a.csv",
            layer="own",
            entry=number,
            unit_id="xa-thu",
            withdrawn=False,
            approval=None,
            text=partial(str, text),
            rows=partial(rows, number, text, count=True),
        )
        for number, text in enumerate(texts)
    ]
    every = [row for at, text in enumerate(texts) for row in rows(at, text, count=False).get("observation", ())]
    tables = frozenset(table.name for table in table_definitions())
    stores = []
    for observations, source in (([], lists), (every, [])):
        with duckdb.connect(config=SETTINGS) as connection:
            _define(connection, {**rows_of(workspace.catalog), "observation": observations}, tables, source)
            stores.append(connection.sql("from observation order by all").fetchall())

    only = {row[1] for row in {*stores[0]} - {*stores[1]}}
    assert [texts[at].splitlines()[1:] for at in sorted(only)] == []
    assert stores[0] == stores[1]
    assert 20 < len(left) < len(texts) - 20, "some are read in columns, some are left to Python"


@pytest.mark.slow
@pytest.mark.usefixtures("real_builds")
def test_the_long_lists_that_ship_are_read_in_columns_with_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_line: list[str] = []
    read_file = Reader.read

    def watched(self: Reader, name: str, *others: Any) -> Any:
        by_line.append(name)
        return read_file(self, name, *others)

    monkeypatch.setattr(Reader, "read", watched)
    in_columns = Workspace.open(tmp_path / "columns").store.frame("from observation order by all")
    assert {"published/papi.csv", "demo/dossiers.csv", "demo/targets.csv"}.isdisjoint(by_line)
    monkeypatch.setattr(store_rows, "header_of", lambda _: None)
    line_by_line = Workspace.open(tmp_path / "lines").store.frame("from observation order by all")

    assert "published/papi.csv" in by_line
    assert_frame_equal(in_columns, line_by_line)
