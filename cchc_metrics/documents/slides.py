"""The slides of a unit and a year: a cover, one message with a picture each, what is to be decided, then tables."""

import datetime as dt
import io
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.charts import picture as drawing
from cchc_metrics.documents.cells import deterministic
from cchc_metrics.documents.kinds import has_a_figure
from cchc_metrics.documents.letterhead import footer
from cchc_metrics.documents.slide_shapes import BODY, LEFT, RIGHT, Box, Cell, empty, lines, picture, slide, table_shape
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, sentence, words
from cchc_metrics.text.statements import MISSED, areas_line, headline
from cchc_metrics.views import VIEWS
from cchc_metrics.views.meeting import decision_rows
from cchc_metrics.views.screens import AREAS, ATTENTION, DECISIONS, FEEDBACK, INDICES, Screen, sequence
from cchc_metrics.views.view import View, sources, value_list

Row = Mapping[Any, Any]
# Units of a picture in an inch of a slide: its letters, 16 units high, are then 18 points high.
SCALE = 64
# Few bars have room for larger letters.
SCALES = ((3, 56), (10**6, SCALE))
# Dots in an inch of a slide.
SHARP = 200
# Letters that go into the two lines of the foot.
FOOTER = 165
NAME = 70
# A count and the word for what it counts stay on one line of a title.
COUNTED = re.compile(r"(?<=· )\d+[^·]{1,30}(?= ·|$)")
ROWS = 8
# The picture of an index and the lines under it.
PICTURE = Box(0.5, 1.85, 12.333, 3.9)
UNDER = Box(0.5, 5.8, 12.333, 0.95)
LISTED = Box(0.5, 1.85, 12.333, 3.9)
INDICES_HEAD = ("Chỉ số", "Giá trị", "So năm trước", "Kết luận")
YEARS_HEAD = ("Năm", "Giá trị", "So năm trước", "Kết luận")
AREA_COLUMNS = ("Lĩnh vực", "Đạt", "Chưa đạt", "Chưa có số liệu", "Không phát sinh", "Chưa đến hạn", "Không xét")
ATTENTION_COLUMNS = ("Việc", "Số liệu", "Cần", "Phụ trách", "Hạn")
DECISION_SLIDE_COLUMNS = ("Việc", "Phụ trách", "Hạn", "Tình trạng", "Báo cáo gần nhất")
TARGETS_HEAD = ("Chỉ tiêu", "Giá trị", "Số đếm", "Cần đạt", "So năm trước", "Kết luận")


def deck(store: Store, catalog: Catalog, *, unit: str, year: int, on: dt.date, approved: str) -> bytes:
    """The .pptx of a unit and a year, with its open decisions as of day `on`; the same figures give the same bytes.

    Raises: FaultsFound when there is no figure of the year.
    """
    has_a_figure(store, catalog, unit, year)
    mark = next(iter(metrics.coverage(store, unit=unit)["mark"].dropna()), None)
    marks = " · ".join(filter(None, [catalog.plan.notice, mark])) or None
    made = Deck(store, catalog, unit, year, on, footer(store, unit, approved), marks)
    return made.bytes()


@dataclass
class Deck:
    """One presentation while it is made."""

    store: Store
    catalog: Catalog
    unit: str
    year: int
    on: dt.date
    provenance: str
    mark: str | None

    def bytes(self) -> bytes:
        """Every slide, in order."""
        self.made = empty()
        shown = sequence(self.store, self.catalog, unit=self.unit, year=self.year, on=self.on)
        bound = self.catalog.binds(self.unit)
        self._cover()
        for screen in shown:
            # On paper, a screen that only says that no meeting has decided anything is an empty sheet.
            if not screen.id.startswith(DECISIONS) or screen.entries or screen.notes:
                self._show(screen)
        if bound:
            self._agenda()
            self._counts_of_areas()
            self._targets()
        for screen in shown:
            if screen.request.indicator is not None:
                self._years(screen)
        out = io.BytesIO()
        self.made.core_properties.title = self._filters()
        self.made.core_properties.author = _short(self.catalog.units[self.unit].name)
        self.made.core_properties.last_modified_by = ""
        # For whoever checks the file: the same version means the same plan, figures and program.
        self.made.core_properties.keywords = self.store.path.stem
        self.made.save(out)
        return deterministic(out.getvalue())

    def _filters(self) -> str:
        return f"{_short(self.catalog.units[self.unit].name)} · năm {self.year}"

    def _show(self, screen: Screen) -> None:
        if screen.view is None:
            new = self._slide(screen.title, "")
            if screen.id.startswith(DECISIONS):
                self._decisions(new, screen)
            else:
                {INDICES: self._indices, AREAS: self._areas, ATTENTION: self._attention}[screen.id](new)
            return
        view = VIEWS[screen.view](self.store, self.catalog, screen.request)
        if screen.request.area is not None and len(view.rows) > ROWS:
            self._bars(screen, view)
            return
        new = self._slide(screen.title, view.source)
        place = BODY if screen.request.area is not None else PICTURE
        notes = [line for line in screen.notes if line]
        if view.draw is None:
            lines(new, [view.text], place, size=20)
        else:
            scale = SCALE if screen.request.indicator is not None else _scale(len(view.rows))
            size = look.Size(int(place.width * scale), int(place.height * scale))
            picture(new, drawing.png(drawing.svg(view.draw(size)), SHARP / scale), view.text, place)
        if screen.request.indicator is not None or screen.id == FEEDBACK:
            lines(new, notes, UNDER)
        said = [
            *screen.notes,
            *view.notes,
            *(sentence.sentence(row) for row in self._judged(screen, view)),
        ]
        new.notes_slide.notes_text_frame.text = "\n".join([line for line in said if line] + [view.source])

    def _judged(self, screen: Screen, view: View) -> list[Any]:
        """The rows of the year that have a verdict to be told; feedback has none."""
        rows = [] if screen.id == FEEDBACK else view.rows.to_dict("records")
        return [row for row in rows if row["year"] == self.year]

    def _bars(self, screen: Screen, view: View) -> None:
        """The targets of an area with many of them, as many bars a slide as can be read from the last row."""
        pages = -(-len(view.rows) // ROWS)
        size = look.Size(int(BODY.width * SCALE), int(BODY.height * SCALE))
        for number in range(pages):
            part = view.rows.iloc[number * ROWS : (number + 1) * ROWS]
            new = self._slide(f"{screen.title.rstrip('.')} ({number + 1}/{pages})", view.source)
            said = value_list(part.to_dict("records"), "short")
            picture(new, drawing.png(drawing.svg(charts.bullet(part, size)), SHARP / SCALE), said, BODY)
            notes = [*view.notes, *map(sentence.sentence, part.to_dict("records")), view.source]
            new.notes_slide.notes_text_frame.text = "\n".join(filter(None, notes))

    def _slide(self, title: str, source: str) -> Any:
        # What does not fit under the slide stands whole in its notes.
        cut = textwrap.shorten(source, FOOTER - len(self.provenance), placeholder=" …; đủ nguồn ở ghi chú")
        under = f"{cut} · {self.provenance}" if cut else self.provenance
        bound = COUNTED.sub(lambda said: said[0].replace(" ", "\N{NO-BREAK SPACE}"), title)
        return slide(self.made, bound, self._filters(), under, self.mark)

    def _indices(self, new: Any) -> None:
        rows = metrics.indices(self.store, unit=self.unit)
        years = [year for year in self.catalog.years if year in rows["year"].tolist()]
        table = []
        for _, group in rows.groupby("indicator_id", sort=False):
            by_year = {row["year"]: row for row in group.to_dict("records")}
            if self.year in by_year:
                chain = [_direction(by_year[year]) if year in by_year else Cell("") for year in years]
                now = by_year[self.year]
                table.append([Cell(now["short"]), *_verdict(now), *chain])
        table_shape(
            new,
            [*INDICES_HEAD, *map(str, years)],
            table,
            BODY,
            [2.1, 1.9, 2.1, 1.9, *[1.2] * len(years)],
            size=18,
            name=words.PAGES["indices"],
            fill=True,
        )

    def _cover(self) -> None:
        """The cover: what it is about, the finding of the year, and the day."""
        unit = self.catalog.units[self.unit]
        new = self._slide(f"Kết quả cải cách hành chính năm {self.year}", "")
        rows = metrics.indices(self.store, unit=self.unit, year=self.year)
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        lines(new, [_short(unit.name)], Box(LEFT, 2.1, RIGHT - LEFT, 1.0), size=36)
        lines(
            new, [headline(self.year, rows["direction"], targets["level"])], Box(LEFT, 3.3, RIGHT - LEFT, 1.8), size=28
        )
        lines(new, [f"Ngày {formats.day(self.on)}"], Box(LEFT, 5.6, RIGHT - LEFT, 0.6), size=20)

    def _agenda(self) -> None:
        """What the meeting has to decide: targets without an owner, missed ones, missing figures, late tasks."""
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        missed = targets[targets["level"].isin(MISSED)]
        absent = targets[targets["level"] == "no_data"]
        alone = missed[missed["owner_id"].map(self._nobody)]
        tasks = metrics.tasks(self.store, unit=self.unit, on=self.on)
        late = int((tasks["state"] == "late").sum())
        names = "; ".join(absent["short"])
        points = [
            f"Biện pháp và thời hạn cho {len(missed)} chỉ tiêu chưa đạt." if len(missed) else "",
            f"Phân công người phụ trách cho {len(alone)} chỉ tiêu chưa đạt mà chưa ai được giao." if len(alone) else "",
            f"Ai nộp số liệu của {len(absent)} chỉ tiêu còn thiếu: {names}." if len(absent) else "",
            f"Xử lý {late} nhiệm vụ chậm." if late else "",
        ]
        asked = [f"{number}. {point}" for number, point in enumerate(filter(None, points), 1)]
        new = self._slide("Việc cần quyết định", "")
        lines(new, asked or ["Không có việc nào mà số liệu đòi hỏi quyết định."], BODY, size=26)

    def _nobody(self, owner: object) -> bool:
        known = None if formats.missing(owner) else self.catalog.owners.get(str(owner))
        return known is None or not known.assigned

    def _areas(self, new: Any) -> None:
        rows = metrics.area_counts(self.store, unit=self.unit, year=self.year)
        said = "; ".join(f"{row['name']}: {areas_line(row)}" for row in rows.to_dict("records"))
        size = look.Size(int(BODY.width * SCALE), int(BODY.height * SCALE))
        picture(new, drawing.png(drawing.svg(charts.area_bars(rows, size)), SHARP / SCALE), said, BODY)

    def _counts_of_areas(self) -> None:
        """The targets of the areas counted, as a table that can be edited."""
        rows = metrics.area_counts(self.store, unit=self.unit, year=self.year).to_dict("records")
        keys = ("met", "missed", "no_data", "no_activity", "not_due", "not_comparable")
        table_shape(
            self._slide(f"Bảng số liệu: số chỉ tiêu theo lĩnh vực năm {self.year}", ""),
            AREA_COLUMNS,
            [[Cell(row["name"]), *(Cell(formats.count(row[key]), number=True) for key in keys)] for row in rows],
            BODY,
            [4.6, 1, 1.2, 1.5, 1.5, 1.5, 1.2],
            size=18,
            name=words.AREAS_HEAD,
            fill=True,
        )

    def _attention(self, new: Any) -> None:
        rows = metrics.attention(self.store, unit=self.unit, year=self.year).to_dict("records")[:3]
        span = metrics.span(self.store, unit=self.unit)
        have = metrics.coverage(self.store, unit=self.unit)
        have = have[have["year"] == self.year]
        lines(
            new,
            [
                words.COVERAGE.format(
                    have=int(have["has_value"].sum()),
                    all=len(have),
                    year=self.year,
                    as_of=words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN,
                )
            ],
            UNDER if rows else LISTED,
            size=20,
        )
        if rows:
            table_shape(
                new,
                ATTENTION_COLUMNS,
                [
                    [
                        Cell(row["short"]),
                        Cell(_value(row) + sentence.counts(row)),
                        Cell(sentence.requirement(row)),
                        Cell(sentence.owner(row)),
                        Cell(sentence.due(row)),
                    ]
                    for row in rows
                ],
                LISTED,
                [2.4, 2.2, 3.6, 2.6, 1.5],
                size=20,
                name=words.ATTENTION_HEAD,
            )

    def _decisions(self, new: Any, screen: Screen) -> None:
        rows = decision_rows(self.store, screen.request)
        rows = rows[rows["entry"].isin(screen.entries)]
        lines(new, list(screen.notes), UNDER)
        if len(rows):
            table_shape(
                new,
                DECISION_SLIDE_COLUMNS,
                [
                    [
                        Cell(row["what"]),
                        Cell(sentence.owner(row)),
                        Cell(formats.day(row["due"])),
                        Cell(f"{standing.shape} {standing.word}", standing.tone),
                        Cell(ledger_words.last_report(row)),
                    ]
                    for row in rows.to_dict("records")
                    for standing in [ledger_words.deadline_status(row)]
                ],
                LISTED,
                [4.6, 2.2, 1.4, 1.9, 2.2],
                size=18,
                name=ledger_words.DECISIONS_HEAD,
            )

    def _years(self, screen: Screen) -> None:
        """The years of an index as a table that can be edited."""
        view = VIEWS[str(screen.view)](self.store, self.catalog, screen.request)
        rows = view.rows
        known = rows[rows["value"].notna() | rows["reported_rank"].notna()].tail(ROWS).to_dict("records")
        if known:
            table_shape(
                self._slide(f"Bảng số liệu: {self.catalog.indices[str(screen.request.indicator)].short}", view.source),
                YEARS_HEAD,
                [[Cell(str(row["year"])), *_verdict(row)] for row in known],
                BODY,
                [1.0, 2.0, 4.0, 3.0],
                size=18,
                name=screen.title,
                fill=True,
            )

    def _targets(self) -> None:
        """Every target in tables that can be edited, as many slides as they need."""
        frame = metrics.targets(self.store, unit=self.unit, year=self.year)
        rows, source = frame.to_dict("records"), sources(self.catalog, frame)
        pages = -(-len(rows) // ROWS)
        for number in range(pages):
            part = rows[number * ROWS : (number + 1) * ROWS]
            title = f"Bảng số liệu các chỉ tiêu năm {self.year} ({number + 1}/{pages})"
            new = self._slide(title, source)
            table_shape(
                new,
                TARGETS_HEAD,
                [
                    [
                        Cell(row["short"]),
                        Cell(_value(row), number=True),
                        Cell(sentence.counts(row).strip(" ()"), number=True),
                        Cell(sentence.threshold(row)),
                        *_verdict(row)[1:],
                    ]
                    for row in part
                ],
                BODY,
                [3.2, 1.5, 1.7, 2.0, 2.2, 2.2],
                size=18,
                name=title,
                fill=True,
            )
            new.notes_slide.notes_text_frame.text = "\n".join([*map(sentence.sentence, part), source])


def _scale(rows: int) -> int:
    """How much of a picture goes into an inch: few bars leave room for larger letters."""
    return next(scale for most, scale in SCALES if rows <= most)


def _short(name: str) -> str:
    """A name that fits into its line, whatever was written into the plan."""
    return textwrap.shorten(name, NAME, placeholder="…")


def _value(row: Row) -> str:
    rank = row["reported_rank"]
    unknown = (
        formats.MISSING_SHORT
        if formats.missing(rank)
        else "hạng {place}".format(place=formats.fraction(rank, row["reported_of"]))
    )
    return sentence.figure(row, against=("target", "previous"), unknown=unknown)


def _verdict(row: Row) -> list[Cell]:
    """Value, change and verdict of a row."""
    level = None if formats.missing(row["level"]) else words.LEVELS[str(row["level"])]
    return [
        Cell(_value(row), number=True),
        Cell(sentence.change_words(row)),
        Cell(words.KINDS["none"]) if level is None else Cell(f"{level.shape} {level.word}", level.tone),
    ]


def _direction(row: Row) -> Cell:
    shown = words.DIRECTIONS[row["direction"]]
    return Cell(f"{shown.shape}\n{words.DIRECTIONS_SHORT[row['direction']]}", shown.tone)
