"""Hundreds of files gone wrong: each is refused with faults, or gives the true numbers of the rows left alone."""

import csv
import datetime as dt
import io
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.files import layout_of
from cchc_metrics.intake.sheets import Sheet
from tests.intake.forms_as_they_are import Cells, form, workbook
from tests.intake.test_dossiers import HEADER, ROWS, TITLE, as_parquet

# These tests read hundreds of damaged files.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# How many files of each kind go wrong: CCHC_SEEDS=700 is the long run of 10,000.
SEEDS = range(int(os.environ.get("CCHC_SEEDS", "40")))
FORM = form()
FIRST_HEADER, FIRST_ROW, PAST_ROWS = 4, 8, 14
JUNK: list[Any] = [
    "",
    None,
    0,
    -1,
    7,
    1e308,
    -1e308,
    float("inf"),
    float("nan"),
    2**70,
    1.5,
    28.000001,
    True,
    "x",
    "=1+1",
    "+1",
    "@a",
    "1.234",
    "1,234",
    "1.234.567",
    "12 %",
    "１２",
    "٣",
    "1e5",
    "0x10",
    "−3",
    "- 4",
    "\u200b5",
    "\xa0",
    "a" * 70_000,
    "'28",
    dt.date(2023, 1, 1),
    dt.datetime(2023, 1, 1, 8, 30),  # noqa: DTZ001 - cells have no zone
    dt.time(1),
    dt.timedelta(days=2),
    "\r\n",
    "\x00",
    "<b>1</b>",
    "../../x",
    "Tổng số",
    "I",
    "(1)",
    "Từ ngày 1/1/2020 đến ngày 31/12/2020",
    "Đất đai",
    "Quá hạn",
    "NULL",
    "#DIV/0!",
]


def outcome(reading: Callable[[], FileContent]) -> FileContent | None:
    """The content of a file, or None if it was refused with faults. Any other exception fails the test."""
    faults: tuple[Fault, ...] = ()
    try:
        return reading()
    except FaultError as error:
        faults = error.faults
    assert faults
    assert all(fault.place and fault.problem and fault.expected and fault.remedy for fault in faults)
    return None


def counts(content: FileContent) -> dict[tuple[object, ...], tuple[float | None, ...]]:
    return {row.key: (row.numerator, row.denominator, row.value) for _, row in content.observations}


def figures_of(content: FileContent) -> set[str]:
    """The indicators that a reading gives figures of."""
    return {row.indicator_id for _, row in content.observations}


def tallies_of(content: FileContent) -> dict[tuple[str, str | None], float]:
    return {(row.tally_id, row.group_id): row.cases for _, row in content.tallies}


def on_a_sheet(cells: Cells, plan: Catalog) -> FileContent:
    sheets = [Sheet("a.xlsx", "A", cells)]
    return layout_of("a.xlsx", sheets, plan).read(sheets, plan, "nhat-quang")


def full_form() -> Cells:
    return [[*row, *[""] * (13 - len(row))] for row in FORM]


def one_count(cells: Cells, chance: random.Random) -> Cells:
    cells[chance.randrange(FIRST_ROW, PAST_ROWS)][chance.randrange(2, 13)] = chance.choice(JUNK)
    return cells


def one_header(cells: Cells, chance: random.Random) -> Cells:
    cells[chance.randrange(FIRST_HEADER, FIRST_ROW)][chance.randrange(0, 13)] = chance.choice(JUNK)
    return cells


def one_title(cells: Cells, chance: random.Random) -> Cells:
    cells[chance.randrange(0, 3)][chance.randrange(0, 13)] = chance.choice(JUNK[:40])
    return cells


def one_number(cells: Cells, chance: random.Random) -> Cells:
    cells[chance.randrange(FIRST_ROW, PAST_ROWS)][0] = chance.choice(JUNK)
    return cells


def two_columns(cells: Cells, chance: random.Random) -> Cells:
    one, other = chance.sample(range(13), 2)
    for row in cells[FIRST_HEADER:PAST_ROWS]:
        row[one], row[other] = row[other], row[one]
    return cells


def dropped_cell(cells: Cells, chance: random.Random) -> Cells:
    row = cells[chance.randrange(FIRST_ROW, PAST_ROWS)]
    del row[chance.randrange(2, 13)]
    return cells


def pushed_cell(cells: Cells, chance: random.Random) -> Cells:
    cells[chance.randrange(FIRST_ROW, PAST_ROWS)].insert(chance.randrange(2, 13), "")
    return cells


def dropped_row(cells: Cells, chance: random.Random) -> Cells:
    del cells[chance.randrange(FIRST_ROW, PAST_ROWS - 1)]
    return cells


def doubled_row(cells: Cells, chance: random.Random) -> Cells:
    at = chance.randrange(FIRST_ROW, PAST_ROWS)
    cells.insert(at, list(cells[at]))
    return cells


def shuffled_rows(cells: Cells, chance: random.Random) -> Cells:
    middle = cells[FIRST_ROW : PAST_ROWS - 1]
    chance.shuffle(middle)
    return [*cells[:FIRST_ROW], *middle, *cells[PAST_ROWS - 1 :]]


def blank_row_or_column(cells: Cells, chance: random.Random) -> Cells:
    if chance.random() < 0.5:
        cells.insert(chance.randrange(len(cells)), [])
        return cells
    at = chance.randrange(13)
    return [[*row[:at], "", *row[at:]] for row in cells]


# Without a part of the header, an indicator that needs it is left out, and the others are read.
OF_THE_HEADER = (one_header, two_columns)
# Each of these leaves the numbers as they were or breaks a sum, so nothing but the true numbers may be read.
HARMLESS = [
    one_count,
    one_header,
    one_title,
    one_number,
    two_columns,
    dropped_cell,
    pushed_cell,
    dropped_row,
    doubled_row,
    shuffled_rows,
    blank_row_or_column,
]


@pytest.mark.parametrize("mutate", HARMLESS, ids=lambda mutate: mutate.__name__)
def test_a_form_gone_wrong_is_refused_or_read_truly(
    mutate: Callable[[Cells, random.Random], Cells], plan: Catalog
) -> None:
    good = on_a_sheet(full_form(), plan)
    truth, tallies = counts(good), tallies_of(good)

    read_at_all = 0
    for seed in SEEDS:
        cells = mutate(full_form(), random.Random(seed))
        result = outcome(lambda cells=cells: on_a_sheet(cells, plan))
        if result is not None:
            read_now = counts(result)
            assert all(truth[key] == numbers for key, numbers in read_now.items()), seed
            # An indicator is read for every field or for none; only a row without any dossier may be missing.
            values = figures_of(result)
            assert values == figures_of(good) or mutate in OF_THE_HEADER, seed
            gaps = [key for key in truth.keys() - read_now.keys() if key[0] in values]
            assert all(truth[key][1] == 0 for key in gaps), seed
            assert all(tallies[key] == cases for key, cases in tallies_of(result).items()), seed
            read_at_all += 1
    assert read_at_all


def test_a_name_gone_wrong_leaves_the_other_rows_true(plan: Catalog) -> None:
    truth = counts(on_a_sheet(full_form(), plan))

    for seed in SEEDS:
        chance = random.Random(seed)
        cells = full_form()
        at = chance.randrange(FIRST_ROW, PAST_ROWS - 1)
        cells[at][1] = chance.choice(JUNK)
        groups = {"other", ["land", "civil-status", "certification", "social", "construction"][at - FIRST_ROW]}
        result = outcome(lambda cells=cells: on_a_sheet(cells, plan))
        if result is not None and cells[at][1] != "Đất đai":
            assert all(
                numbers == truth[key]
                for key, numbers in counts(result).items()
                if key[3] not in groups and key[3] is not None
            ), seed


def test_many_things_gone_wrong_at_once_never_break_the_reader(plan: Catalog) -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        cells = full_form()
        for _ in range(chance.randrange(2, 8)):
            cells = [row if len(row) >= 13 else [*row, *[""] * (13 - len(row))] for row in cells]
            cells = [*cells, *[[""] * 13] * (PAST_ROWS - len(cells))]
            cells = chance.choice(HARMLESS)(cells, chance)
        outcome(lambda cells=cells: on_a_sheet(cells, plan))


FIGURES = [
    {
        "indicator_id": indicator,
        "unit_id": "nhat-quang",
        "year": str(year),
        "numerator": str(year - 1990),
        "denominator": "100",
        "flag": "final",
        "source_id": "mot-cua",
        "note": f"{indicator} {year}",
    }
    for indicator in ("early", "online-dossiers")
    for year in range(2020, 2025)
]
COLUMNS = list(FIGURES[0])


def figures_file(rows: list[list[Any]], separator: str) -> bytes:
    into = io.StringIO(newline="")
    csv.writer(into, delimiter=separator).writerows(rows)
    return into.getvalue().encode(errors="replace")


def test_a_list_of_figures_gone_wrong_is_refused_or_read_truly_where_it_was_left_alone(plan: Catalog) -> None:
    original = [COLUMNS, *([row[column] for column in COLUMNS] for row in FIGURES)]
    truth = {row["note"]: (float(row["numerator"]), float(row["denominator"])) for row in FIGURES}
    total = 0

    for seed in range(500):
        chance = random.Random(seed)
        rows: list[list[Any]] = [list(row) for row in original]
        at = chance.randrange(1, len(rows))
        match chance.randrange(5):
            case 0:
                rows[at][chance.randrange(len(COLUMNS))] = chance.choice(JUNK)
            case 1:
                del rows[at][chance.randrange(len(COLUMNS))]
            case 2:
                one, other = chance.sample(range(len(COLUMNS)), 2)
                for row in rows:
                    row[one], row[other] = row[other], row[one]
            case 3:
                rows[0][chance.randrange(len(COLUMNS))] = chance.choice(JUNK)
            case _:
                rows.insert(at, chance.choice([[], ["x"], rows[at], [""] * len(COLUMNS)]))
        separator = chance.choice(",;\t")
        result = outcome(
            lambda rows=rows, separator=separator: read(
                "a.csv", figures_file(rows, separator), plan, unit_id="nhat-quang"
            )
        )
        for _, row in result.observations if result else ():
            if row.note in truth and row.note != FIGURES[at - 1]["note"]:
                total += 1
                assert (row.numerator, row.denominator) == truth[row.note], seed

    assert total > 1000


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv", "utf-16", "parquet"])
def test_bytes_gone_wrong_never_break_the_reader(kind: str, plan: Catalog) -> None:
    files = ROOT / "tests" / "data" / "forms"
    text = figures_file([COLUMNS, *([row[column] for column in COLUMNS] for row in FIGURES)], ";")
    good = {
        "xlsx": lambda: workbook(FORM),
        "csv": lambda: text,
        "utf-16": lambda: text.decode().encode("utf-16"),
        "parquet": lambda: as_parquet(ROWS, HEADER),
    }.get(kind, lambda: (files / f"ii-06a.{kind}").read_bytes())()

    for seed in SEEDS:
        chance = random.Random(seed)
        data = bytearray(good)
        for _ in range(chance.choice([1, 1, 3, 20])):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] ^= 1 << chance.randrange(8)
                case 1:
                    data[at : at + 4] = bytes(chance.randrange(256) for _ in range(4))
                case 2:
                    del data[at : at + chance.randrange(1, 200)]
                case _:
                    data[at:at] = data[: chance.randrange(1, 50)]
        outcome(lambda data=data: read(f"a_2022-12-15_2023-12-14.{kind}", bytes(data), plan, unit_id="nhat-quang"))


def test_a_list_of_dossiers_gone_wrong_never_breaks_the_reader(plan: Catalog) -> None:
    for seed in range(15):
        chance = random.Random(seed)
        rows: list[list[Any]] = [TITLE, HEADER, *map(list, ROWS)]
        rows[chance.randrange(2, len(rows))][chance.randrange(13)] = chance.choice(JUNK)
        outcome(lambda rows=rows: read("a.csv", figures_file(rows, ";"), plan, unit_id="nhat-quang"))
