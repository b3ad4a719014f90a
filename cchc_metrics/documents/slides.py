"""The slides of a unit and a year: a cover, one message with a picture each, what is to be decided, then tables."""

import datetime as dt
import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pandas import DataFrame
from pptx import Presentation
from pptx.util import Inches

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.letterhead import official
from cchc_metrics.documents.request import BLANK, Request, fill_blanks, has_a_figure
from cchc_metrics.documents.shapes import (
    BODY,
    HEIGHT,
    LEFT,
    RIGHT,
    SCALE,
    WIDTH,
    Box,
    Cell,
    chart,
    lines,
    pages,
    slide,
    table,
)
from cchc_metrics.documents.sheets import deterministic
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, sentence, words
from cchc_metrics.text.rows import AreaRow, DecisionDayRow, DecisionRow, Level, TaskRow, VerdictRow, records
from cchc_metrics.text.statements import MISSED_LEVELS, areas_line, finding, headline, not_final, tasks_day
from cchc_metrics.views import VIEWS
from cchc_metrics.views.meeting import (
    AREAS,
    ATTENTION,
    DECISIONS,
    FEEDBACK,
    INDICES,
    Screen,
    decision_rows,
    kinds_count,
    sequence,
)
from cchc_metrics.views.view import View, sources, value_list
from cchc_metrics.workspace.folder import unread_line

Row = VerdictRow
# Few bars have room for larger letters.
SCALES = ((3, 56), (10**6, SCALE))
# Letters that go into the two lines of the foot.
FOOTER = 165
NAME = 70
# A count and the word for what it counts stay on one line of a title.
COUNT = re.compile(r"(?<=· )\d+[^·]{1,30}(?= ·|$)")
DAY = re.compile(r"\bngày \d")
ROWS = 8
# The upper part of a slide and the lines under it.
UPPER = Box(0.5, 1.85, 12.333, 3.9)
UNDER = Box(0.5, 5.8, 12.333, 0.95)
# The columns of tables with their shares of the width.
YEARS = {"Năm": 1.0, "Giá trị": 2.0, "So năm trước": 4.0, "Kết luận": 3.0}
INDEX = {"Chỉ số": 2.0, "Giá trị": 1.7, "So năm trước": 2.9, "Kết luận": 2.0}
AREA = {
    "Lĩnh vực": 4.0,
    "Đạt": 1,
    "Chưa đạt": 1.2,
    "Chưa có số liệu": 1.5,
    "Không phát sinh": 1.5,
    "Chưa đến hạn": 1.5,
    "Chưa so được": 1.3,
    "Không xét": 1.2,
}
FINDING = {"Việc": 2.2, "Số liệu": 2.7, "Cần": 3.6, "Phụ trách": 2.6, "Hạn": 1.5}
DECISION = {"Việc": 4.6, "Phụ trách": 2.2, "Hạn": 1.4, "Tình trạng": 1.9, "Báo cáo gần nhất": 2.2}
TARGET = {"Chỉ tiêu": 2.35, "Giá trị": 1.75, "Số đếm": 2.2, "Cần đạt": 1.75, "So năm trước": 2.6, "Kết luận": 2.5}


def deck(
    store: Store,
    catalog: Catalog,
    *,
    unit: str,
    year: int,
    on: dt.date,
    approval: str,
    answers: Mapping[str, str] | None = None,
) -> bytes:
    """The .pptx of a unit and a year, with its open decisions as of day `on`; the same figures give the same bytes.

    `answers` are what the office filled into blanks of its documents.
    Raises: FaultError when there is no figure of the year.
    """
    has_a_figure(store, catalog, Request(unit, "trinh-chieu", year, on))
    mark = next(iter(metrics.coverage(store, unit=unit)["mark"].dropna()), None)
    marks = tuple(filter(None, [catalog.plan.notice, mark, unread_line(store)]))
    newest = letterhead.newest(store, unit, year)
    return Deck(store, catalog, unit, year, on, newest, approval, marks, answers or {}).bytes()


@dataclass
class Deck:
    """One presentation while it is made."""

    store: Store
    catalog: Catalog
    unit: str
    year: int
    on: dt.date
    newest: str
    approval: str
    marks: tuple[str, ...]
    answers: Mapping[str, str]

    def bytes(self) -> bytes:
        """Every slide, in order."""
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        screens = sequence(self.store, self.catalog, unit=self.unit, year=self.year, on=self.on, last_year=self.year)
        self._cover()
        for screen in screens:
            if self._says_more(screen):
                self._screen(screen)
        if self.catalog.binds(self.unit):
            self._agenda()
            self._counts_of_areas()
            self._targets()
        for screen in screens:
            if screen.request.indicator is not None:
                self._years(screen)
        properties = self.deck.core_properties
        properties.title = self._filters()
        properties.author = _short(self.catalog.units[self.unit].name)
        properties.last_modified_by = ""
        # For whoever checks the file: the same version means the same plan, figures and program.
        properties.keywords = self.store.path.stem
        out = io.BytesIO()
        self.deck.save(out)
        return deterministic(out.getvalue())

    def _says_more(self, screen: Screen) -> bool:
        """Whether a screen has more than its title; on paper it would be an empty sheet.

        It has none where a unit has no targets that it could miss.
        """
        if screen.id == AREAS:
            return bool(metrics.area_counts(self.store, unit=self.unit, year=self.year)["total"].sum())
        if screen.id == ATTENTION and not self.catalog.binds(self.unit):
            return not metrics.attention(self.store, unit=self.unit, year=self.year).empty
        if screen.request.indicator is not None and screen.view is not None:
            return VIEWS[screen.view](self.store, self.catalog, screen.request).draw is not None
        return True

    def _filters(self) -> str:
        return f"{_short(self.catalog.units[self.unit].name)} · năm {self.year}"

    def _screen(self, screen: Screen) -> None:
        if screen.id == INDICES:
            self._indices(screen)
            return
        if screen.view is None:
            new = self._slide(screen.title)
            if screen.id.startswith(DECISIONS):
                self._decisions(new, screen)
            else:
                {AREAS: self._areas, ATTENTION: self._attention}[screen.id](new)
            return
        view = VIEWS[screen.view](self.store, self.catalog, screen.request)
        if screen.request.area is not None:
            self._bars(screen, view)
            return
        new = self._slide(screen.title, view.source)
        if view.draw is None:
            lines(new, [view.text], UPPER, size=20)
        else:
            chart(new, view.draw, view.text, UPPER, SCALE if screen.request.indicator else _scale(len(view.rows)))
        if screen.request.indicator is not None or screen.id == FEEDBACK:
            lines(new, [line for line in screen.notes if line], UNDER)
        # Feedback has no verdicts to be told.
        rows = [] if screen.id == FEEDBACK else records(view.rows, VerdictRow)
        sentences = (sentence.sentence(row) for row in rows if row["year"] == self.year)
        self._notes(new, [*screen.notes, *view.notes, *sentences, view.source])

    def _notes(self, new: Any, texts: Iterable[str]) -> None:
        """What the speaker reads under a slide."""
        new.notes_slide.notes_text_frame.text = official("\n".join(filter(None, texts)))

    def _bars(self, screen: Screen, view: View) -> None:
        """The targets of an area, as many bars a slide as can be read from the last row."""
        parts = list(_pages(view.rows))
        for count, part in parts:
            title = f"{screen.title.rstrip('.')} ({count})" if len(parts) > 1 else screen.title
            new = self._slide(title, view.source)
            rows = records(part, VerdictRow)
            draw = partial(charts.bullet, part, spell=official)
            chart(new, draw, value_list(rows, "short"), BODY, _scale(len(rows)))
            self._notes(new, [*view.notes, *map(sentence.sentence, rows), view.source])

    def _slide(self, title: str, source: str = "") -> Any:
        # What does not fit under the slide stands whole in its notes.
        room = FOOTER - len(self.newest) - len(self.approval)
        excerpt = textwrap.shorten(source, room, placeholder=" …; đủ nguồn ở ghi chú")
        # A source says of which day its figures are; without one the newest day of all stands there.
        newest = "" if DAY.search(excerpt) else self.newest
        under = " · ".join(filter(None, (excerpt, newest, self.approval)))
        title = COUNT.sub(lambda count: count[0].replace(" ", "\N{NO-BREAK SPACE}"), title)
        # A notice says in its first words what it is; the cover has it whole.
        mark = " · ".join(text.split(" — ")[0] for text in self.marks) or None
        return slide(self.deck, title, self._filters(), under, mark)

    def _indices(self, screen: Screen) -> None:
        rows = metrics.indices(self.store, unit=self.unit)
        years = [year for year in self.catalog.years if year in rows["year"].tolist() and year <= self.year]
        cells = []
        for _, group in rows.groupby("indicator_id", sort=False):
            by_year = {row["year"]: row for row in records(group, VerdictRow)}
            if self.year in by_year:
                chain = [_direction(by_year[year]) if year in by_year else Cell("") for year in years]
                now = by_year[self.year]
                cells.append([Cell(now["short"]), *_verdict(now), *chain])
        self._tables(screen.title, INDEX | dict.fromkeys(map(str, years), 1.2), cells, words.PAGES["indices"])

    def _tables(
        self,
        title: str,
        columns: Mapping[str, float],
        rows: Sequence[Sequence[Cell]],
        name: str = "",
        source: str = "",
        sentences: Sequence[str] = (),
    ) -> None:
        """The rows as tables on as many slides as hold them, the sentence of each row in the notes of its slide."""
        parts = list(pages(columns, rows))
        at = 0
        for number, part in enumerate(parts, 1):
            count = f"{title.rstrip('.')} ({number}/{len(parts)})" if len(parts) > 1 else title
            new = self._slide(count, source)
            table(new, columns, part, name=name or count)
            if sentences:
                self._notes(new, [*sentences[at : at + len(part)], source])
            at += len(part)

    def _cover(self) -> None:
        """The cover: what it is about, the finding of the year, and the day."""
        unit = self.catalog.units[self.unit]
        new = self._slide(f"Kết quả cải cách hành chính năm {self.year}")
        rows = metrics.indices(self.store, unit=self.unit, year=self.year)
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        message = headline(self.year, rows["direction"], targets["level"])
        lines(new, [_short(unit.name)], Box(LEFT, 2.1, RIGHT - LEFT, 1.0), size=36)
        lines(new, [message], Box(LEFT, 3.3, RIGHT - LEFT, 1.8), size=28)
        unsure = not_final(row for frame in (rows, targets) for row in records(frame, VerdictRow))
        foot = [f"Ngày {formats.day(self.on)}", unsure, *self.marks]
        lines(new, [line for line in foot if line], Box(LEFT, 5.0, RIGHT - LEFT, 1.6), size=20)

    def _agenda(self) -> None:
        """What the meeting has to decide: what was missed, what of it has no owner, missing figures, late tasks."""
        indices = metrics.indices(self.store, unit=self.unit, year=self.year)
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        rows = [[*records(frame, VerdictRow)] for frame in (indices, targets)]
        shortfalls = [[row for row in kind if row["level"] in MISSED_LEVELS] for kind in rows]
        absent = [[row for row in kind if row["level"] == "no_data"] for kind in rows]
        alone = [[row for row in kind if self._nobody(row["owner_id"])] for kind in shortfalls]
        missed, owed, unassigned = (kinds_count(*map(len, kinds)) for kinds in (shortfalls, absent, alone))
        tasks = metrics.tasks(self.store, unit=self.unit, year=self.year, on=self.on)
        late = int((tasks["state"] == "late").sum())
        names = "; ".join(row["short"] for kind in absent for row in kind)
        points = [
            f"Biện pháp và thời hạn cho {missed} chưa đạt." if missed else "",
            f"Phân công người phụ trách cho {unassigned} chưa đạt mà chưa ai được giao." if unassigned else "",
            f"Ai nộp số liệu của {owed} còn thiếu: {names}." if owed else "",
            f"Xử lý {late} nhiệm vụ chậm {tasks_day(records(tasks, TaskRow))}." if late else "",
        ]
        agenda = [f"{number}. {point}" for number, point in enumerate(filter(None, points), 1)]
        new = self._slide("Đề nghị cuộc họp kết luận")
        lines(new, agenda or ["Không có việc nào mà số liệu đòi hỏi quyết định."], BODY, size=26)

    def _owner(self, row: VerdictRow | DecisionRow) -> str:
        """Who answers for a row on the day; slides have no blanks to fill in, so an empty one reads as unknown."""
        posts = self.catalog.posts_on(row["owner_id"], row["owner"], self.on)
        return BLANK.sub(r"chưa rõ \1", fill_blanks(posts, self.answers))

    def _nobody(self, owner: object) -> bool:
        post = None if formats.is_missing(owner) else self.catalog.owners.get(str(owner))
        return post is None or not post.assigned

    def _areas(self, new: Any) -> None:
        rows = metrics.area_counts(self.store, unit=self.unit, year=self.year)
        text = "; ".join(f"{row['name']}: {areas_line(row)}" for row in records(rows, AreaRow))
        chart(new, partial(charts.area_bars, rows), text, BODY)

    def _counts_of_areas(self) -> None:
        """The targets of the areas counted, as a table that can be edited."""
        rows = records(metrics.area_counts(self.store, unit=self.unit, year=self.year), AreaRow)
        keys: tuple[Level, ...] = (
            "met",
            "missed",
            "no_data",
            "no_activity",
            "not_due",
            "no_previous",
            "not_comparable",
        )
        cells = [[Cell(row["name"]), *(Cell(formats.count(row[key]), number=True) for key in keys)] for row in rows]
        self._tables(f"Bảng số liệu: số chỉ tiêu theo lĩnh vực năm {self.year}", AREA, cells, words.AREAS_HEAD)

    def _attention(self, new: Any) -> None:
        rows = records(metrics.attention(self.store, unit=self.unit, year=self.year), VerdictRow)[:3]
        coverage = metrics.coverage(self.store, unit=self.unit)
        coverage = coverage[coverage["year"] == self.year]
        figures = words.COVERAGE.format(
            have=int(coverage["has_value"].sum()),
            all=len(coverage),
            year=self.year,
            as_of=letterhead.newest(self.store, self.unit, self.year),
        )
        lines(new, [figures], UNDER if rows else UPPER, size=20)
        cells = [
            [
                Cell(row["short"]),
                Cell(_value(row) + sentence.counts(row)),
                Cell(finding(row)),
                Cell(self._owner(row)),
                Cell(sentence.due(row)),
            ]
            for row in rows
        ]
        if rows:
            table(new, FINDING, cells, UPPER, size=20, name=words.ATTENTION_HEAD)

    def _decisions(self, new: Any, screen: Screen) -> None:
        rows = decision_rows(self.store, screen.request)
        rows = rows[rows["entry"].isin(screen.entries)]
        lines(new, list(screen.notes), UNDER)
        cells = [
            [
                Cell(row["what"]),
                Cell(self._owner(row)),
                Cell(formats.day(row["due"])),
                Cell(f"{status.shape} {status.word}", status.tone),
                Cell(ledger_words.last_report(row)),
            ]
            for row in records(rows, DecisionDayRow)
            for status in [ledger_words.deadline_status(row)]
        ]
        if cells:
            table(new, DECISION, cells, UPPER, name=ledger_words.DECISIONS_HEAD)

    def _years(self, screen: Screen) -> None:
        """The years of an index as a table that can be edited."""
        view = VIEWS[str(screen.view)](self.store, self.catalog, screen.request)
        rows = view.rows
        has_figure = rows["value"].notna() | rows["reported_rank"].notna()
        if has_figure.any():
            index = self.catalog.indices[str(screen.request.indicator)].short
            # A year without a figure says so; the years before the first one are of no plan.
            years = records(rows[has_figure.cummax() & (rows["year"] <= self.year)].tail(ROWS), VerdictRow)
            cells = [[Cell(str(row["year"])), *_verdict(row)] for row in years]
            self._tables(f"Bảng số liệu: {index}", YEARS, cells, screen.title, view.source)

    def _targets(self) -> None:
        """Every target in tables that can be edited, as many slides as they need."""
        frame = metrics.targets(self.store, unit=self.unit, year=self.year)
        rows = records(frame, VerdictRow)
        cells = [
            [
                Cell(row["short"]),
                Cell(_value(row), number=True),
                Cell(sentence.counts(row).strip(" ()"), number=True),
                Cell(sentence.threshold(row)),
                *_verdict(row)[1:],
            ]
            for row in rows
        ]
        title = f"Bảng số liệu các chỉ tiêu năm {self.year}"
        sentences = [sentence.sentence(row) for row in rows]
        self._tables(title, TARGET, cells, source=sources(self.catalog, frame), sentences=sentences)


def _pages(frame: DataFrame) -> Iterator[tuple[str, DataFrame]]:
    """As many rows as one slide holds, each with its number of how many."""
    pages = -(-len(frame) // ROWS)
    for number in range(pages):
        yield f"{number + 1}/{pages}", frame.iloc[number * ROWS : (number + 1) * ROWS]


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
        if formats.is_missing(rank)
        else "hạng {place}".format(place=formats.fraction(rank, row["reported_of"]))
    )
    return sentence.figure(row, against=("target", "previous"), unknown=unknown)


def _verdict(row: Row) -> list[Cell]:
    """Value, change and verdict of a row."""
    level = None if formats.is_missing(row["level"]) else words.LEVELS[str(row["level"])]
    return [
        Cell(_value(row), number=True),
        Cell(sentence.change_words(row)),
        Cell(words.KINDS["none"]) if level is None else Cell(f"{level.shape} {level.word}", level.tone),
    ]


def _direction(row: Row) -> Cell:
    direction = words.DIRECTIONS[row["direction"]]
    return Cell(f"{direction.shape}\n{sentence.direction_short(row)}", direction.tone)
