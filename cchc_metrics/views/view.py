"""What one block of a screen, a slide or a document says: a picture, the rows behind it, and where they come from."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.charts.look import Size
from cchc_metrics.text import formats, screens, words
from cchc_metrics.text.sentence import figure


@dataclass(frozen=True)
class Asked:
    """The filters of a view; `indicator` is an index or a target, `years` are the two of a change.

    `units` and `indicators` are those of a comparison, `indexed` asks for it from a common base of 100; `beside` is
    a unit whose figures are drawn thin beside those of `unit`.
    `as_known` and `approved_only` say of which store the view is made; whoever asks gives that store.
    `owner` and `state` are those of tasks and decisions, `on` the day on which decisions are looked at.
    """

    unit: str
    year: int
    area: str | None = None
    indicator: str | None = None
    from_year: int | None = None
    to_year: int | None = None
    breakdown: str | None = None
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    indexed: bool = False
    as_known: dt.date | None = None
    approved_only: bool = False
    owner: str | None = None
    state: str | None = None
    on: dt.date | None = None
    beside: str | None = None


@dataclass(frozen=True)
class View:
    """A picture or the reason why there is none, the rows behind it, and lines that belong beneath it.

    `rows` are those of the metric, unrounded; `draw` is missing where there is nothing to draw. `made_of` are the
    figures that `rows` were made of, where `rows` do not say themselves where they come from. `narrow` are the columns
    for which a screen has room; a file has all.
    """

    title: str
    rows: DataFrame
    said: str = ""
    draw: Callable[[Size], Any] | None = None
    notes: tuple[str, ...] = field(default=())
    source: str = ""
    made_of: DataFrame | None = None
    narrow: tuple[str, ...] = field(default=())

    @property
    def mark(self) -> str | None:
        """The words that mark illustrative figures, where any of the rows is one."""
        told = self.rows if "mark" in self.rows or self.made_of is None else self.made_of
        return next(iter(told["mark"].dropna()), None) if "mark" in told else None


def sources(catalog: Catalog, rows: DataFrame) -> str:
    """Where rows come from and the newest day on which they were known; empty when no row says."""
    if "source_id" not in rows or rows["source_id"].isna().all():
        return ""
    titles = [source.title for source in catalog.sources_of(rows["source_id"])]
    newest = max(rows["as_of"].dropna(), default=None) if "as_of" in rows else None
    known = "" if newest is None else f" · {words.AS_OF} {formats.day(newest)}"
    return f"{words.SOURCE}: {'; '.join(titles)}{known}"


def breaks(rows: DataFrame) -> tuple[str, ...]:
    """Each break of a series, named with its reason."""
    return tuple(f"{words.BREAKS} {row.year}: {row.break_title} — {row.break_reason}."
                 for row in rows[rows["break_title"].notna()].itertuples())


def doubts(rows: DataFrame) -> tuple[str, ...]:
    """What the marks of a line mean, where it has them: hollow points, whiskers."""
    known = rows[rows["value"].notna()]
    said = [(screens.HOLLOW, known["flag"].ne("final").any()), (screens.WHISKERS, known["margin_below"].notna().any())]
    return tuple(words for words, shown in said if shown)


def in_words(rows: Iterable[Mapping[Any, Any]], name: str) -> str:
    """Every row of a picture with its value, for those who do not see it."""
    return "; ".join(f"{row[name]}: {figure(row)}" for row in rows)
