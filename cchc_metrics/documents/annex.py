"""The statistics annex: a row each figure, grouped by area, the same for the document and for the workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.wanted import Wanted, figures
from cchc_metrics.store import Store
from cchc_metrics.text import formats, reports, words
from cchc_metrics.text.sentence import figure

ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class Line:
    """One row of the annex: the heading of a group where `figure` is None, else a figure as the metric gives it."""

    number: str
    name: str
    figure: Mapping[Any, Any] | None = None
    note: str = ""


def lines(store: Store, catalog: Catalog, wanted: Wanted) -> list[Line]:
    """The rows of the annex: indices where the document tells of a year, then the targets of each area."""
    indices = DataFrame() if wanted.by_days(catalog) else metrics.indices(store, unit=wanted.unit, year=wanted.year)
    listed: list[Line] = []
    for roman, name, frame in grouped(catalog, indices, figures(store, catalog, wanted)):
        listed.append(Line(roman, name))
        listed += [Line(str(number), str(row["name"]), row, _note(catalog, row))
                   for number, row in enumerate(frame.to_dict("records"), 1)]
    return listed


def grouped(catalog: Catalog, indices: DataFrame, targets: DataFrame) -> Iterator[tuple[str, str, DataFrame]]:
    """The number in Roman letters, the name and the rows of each group that has any: the indices, then each area."""
    groups = [(reports.INDICES_HEAD, indices),
              *((area.name, targets[targets["area_id"] == area.id]) for area in catalog.areas.values())]
    for number, (name, frame) in enumerate(((name, frame) for name, frame in groups if len(frame)), 1):
        yield "X" * (number // 10) + ONES[number % 10], name, frame


def printed(line: Line) -> dict[str, Any]:
    """A row of the annex as the document shows it."""
    if line.figure is None:
        return {"nhom": True, "stt": line.number, "ten": line.name}
    row = line.figure
    unit = row["measure_unit"]
    target = asked_of(row)
    before = formats.MISSING_SHORT if formats.missing(row["previous"]) else formats.value(
        row["previous"], unit, against=[row["value"]])
    return {
        "nhom": False, "stt": line.number, "ten": line.name, "dvt": reports.UNITS[unit],
        "tu_so": "" if formats.missing(row["numerator"]) else formats.count(row["numerator"]),
        "mau_so": "" if formats.missing(row["denominator"]) else formats.count(row["denominator"]),
        "ket_qua": figure(row, against=("target", "previous")),
        "can_dat": target, "ky_truoc": before, "ket_luan": verdict(row), "ghi_chu": line.note,
    }


def verdict(row: Mapping[Any, Any]) -> str:
    """The verdict of a row in words; a part of a year has none."""
    level = row.get("level")
    return reports.NO_VERDICT if formats.missing(level) else words.LEVELS[str(level)].word


def asked_of(row: Mapping[Any, Any]) -> str:
    """What the plan asks of a row, with its side and the year in which it counts."""
    due = "" if formats.missing(row["due_year"]) else f" ({int(row['due_year'])})"
    return required(row) + due


def required(row: Mapping[Any, Any]) -> str:
    """What the plan asks of a row, with its side."""
    if row["kind"] in words.YEAR_RULES:
        return words.YEAR_RULES[row["kind"]]
    if formats.missing(row["target"]):
        return ""
    return words.OPERATORS[str(row["operator"])] + formats.asked(row["target"], row["measure_unit"])


def _note(catalog: Catalog, row: Mapping[Any, Any]) -> str:
    return "; ".join(_said(catalog, row))


def _said(catalog: Catalog, row: Mapping[Any, Any]) -> Iterator[str]:
    if formats.missing(row["source_id"]):
        return
    yield ", ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    if not formats.missing(row["period_end"]):
        yield f"{formats.day(row['period_start'])}–{formats.day(row['period_end'])}"
    if not formats.missing(row.get("days_missing")) and row["days_missing"]:
        yield reports.DAYS_MISSING.format(days=int(row["days_missing"]))
    if row["flag"] != "final" and not formats.missing(row["flag"]):
        yield words.FLAGS[row["flag"]]
