"""The slides of a unit and a year: a cover, one message with a picture each, what is to be decided, then tables.

The shapes of a slide, with their places and letters, come first; what stands on each slide comes after.
"""

import datetime as dt
import io
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pandas import DataFrame
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Length, Pt

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look, picture
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.request import has_a_figure
from cchc_metrics.documents.sheets import deterministic
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, sentence, words
from cchc_metrics.text.statements import MISSED, areas_line, headline
from cchc_metrics.views import VIEWS
from cchc_metrics.views.meeting import decision_rows
from cchc_metrics.views.screens import AREAS, ATTENTION, DECISIONS, FEEDBACK, INDICES, Screen, sequence
from cchc_metrics.views.view import View, sources, value_list

WIDTH, HEIGHT = 13.333, 7.5
LEFT, RIGHT = 0.5, 12.833
TOP, BOTTOM = 1.85, 6.65
# A font with Vietnamese letters that every office has.
FONT = "Arial"
# What the last row of a meeting room can read, in points; the foot and the filters too.
SMALLEST = 18
INK = RGBColor.from_string(look.INK[1:])
TITLE_ONLY = 5
# Units of a picture in an inch of a slide: its letters, 16 units high, are then 18 points high.
SCALE = 64
# Dots in an inch of a slide.
SHARP = 200


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """The place as the file writes it."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


BODY = Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)


@dataclass(frozen=True)
class Cell:
    """A cell of a native table: its text, and the tone of a verdict if it says one."""

    text: str
    tone: str | None = None
    number: bool = False


def slide(deck: Any, title: str, filters: str, footer: str, mark: str | None) -> Any:
    """A new slide with its title in the outline, filters and mark above, the footer and its number below."""
    new = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head = new.shapes.title
    head.left, head.top, head.width, head.height = Box(LEFT, 0.62, RIGHT - LEFT, 1.15).emu
    size = 28 if len(title) <= 110 else 22 if len(title) <= 180 else 18
    _write(head.text_frame, [title], size=size, bold=True, anchor=MSO_ANCHOR.MIDDLE)
    lines(new, [filters], Box(LEFT, 0.2, 8, 0.42), size=SMALLEST)
    if mark:
        box = new.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(9.6, 0.2, RIGHT - 9.6, 0.4).emu)
        box.fill.solid()
        box.fill.fore_color.rgb = INK
        box.line.fill.background()
        box.shadow.inherit = False
        _write(
            box.text_frame,
            [mark],
            size=SMALLEST,
            bold=True,
            anchor=MSO_ANCHOR.MIDDLE,
            align=PP_ALIGN.CENTER,
            ink=RGBColor(0xFF, 0xFF, 0xFF),
        )
    lines(new, [footer], Box(LEFT, 6.7, RIGHT - LEFT - 0.9, 0.76), size=SMALLEST)
    lines(new, [str(len(deck.slides))], Box(RIGHT - 0.8, 6.7, 0.8, 0.5), size=SMALLEST, align=PP_ALIGN.RIGHT)
    return new


def lines(new: Any, texts: Sequence[str], box: Box, *, size: int = SMALLEST, align: Any = PP_ALIGN.LEFT) -> None:
    """Lines of text in a place."""
    _write(new.shapes.add_textbox(*box.emu).text_frame, texts, size=size, align=align)


def chart(new: Any, draw: Callable[[look.Size], Any], text: str, box: Box, scale: int = SCALE) -> None:
    """A chart as large as its place allows, in its middle, with a text for those who do not see it."""
    size = look.Size(int(box.width * scale), int(box.height * scale))
    png = picture.png(picture.svg(draw(size)), SHARP / scale)
    shape = new.shapes.add_picture(io.BytesIO(png), 0, 0)
    shrink = min(Inches(box.width) / shape.width, Inches(box.height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * shrink)), Emu(int(shape.height * shrink))
    shape.left = Inches(box.left) + (Inches(box.width) - shape.width) // 2
    shape.top = Inches(box.top) + (Inches(box.height) - shape.height) // 2
    # The library has no word for alternative text.
    shape._element.nvPicPr.cNvPr.set("descr", text)


def table(
    new: Any,
    columns: Mapping[str, float],
    rows: Sequence[Sequence[Cell]],
    box: Box | None = None,
    *,
    name: str,
    size: int = SMALLEST,
) -> None:
    """A native table with these heads, whose columns share the width in proportion.

    Without a place of its own it fills the slide, and its rows share the height.
    """
    fill, box = box is None, box or BODY
    shape = new.shapes.add_table(len(rows) + 1, len(columns), *Box(box.left, box.top, box.width, 0.1).emu)
    shape.name = name
    shape._element.nvGraphicFramePr.cNvPr.set("descr", name)
    grid = shape.table
    # Plain lines: the tint of the built-in style would stand behind the colours of verdicts.
    shape._element.graphic.graphicData.tbl.tblPr.find(STYLE).text = NO_FILL
    for column, width in zip(grid.columns, columns.values(), strict=True):
        column.width = Inches(box.width * width / sum(columns.values()))
    height = box.height / (len(rows) + 1)
    height = height if fill else min(height, size * 2.4 / 72)
    for row in grid.rows:
        row.height = Inches(height)
    for at, text in enumerate(columns):
        _cell(grid.cell(0, at), Cell(text), size=size, bold=True)
    for down, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            _cell(grid.cell(down, at), cell, size=size, bold=cell.tone is not None)


STYLE = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
# "No style, table grid" of every Office.
NO_FILL = "{5940675A-B579-460E-94D1-54222C63F5DA}"
TONES = {"good": "084A82", "bad": "7A1230", "doubtful": "6B4000"}


def _cell(cell: Any, content: Cell, *, size: int, bold: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.08)
    _write(
        cell.text_frame,
        content.text.split("\n"),
        size=size,
        bold=bold,
        align=PP_ALIGN.RIGHT if content.number else PP_ALIGN.LEFT,
        ink=RGBColor.from_string(TONES.get(content.tone or "", look.INK[1:])),
    )
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE


def _write(
    frame: Any,
    texts: Sequence[str],
    *,
    size: int,
    bold: bool = False,
    anchor: Any = MSO_ANCHOR.TOP,
    align: Any = PP_ALIGN.LEFT,
    ink: RGBColor = INK,
) -> None:
    frame.word_wrap = True
    if hasattr(frame, "vertical_anchor") and anchor is not MSO_ANCHOR.TOP:
        frame.vertical_anchor = anchor
    for number, line in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, ink


Row = Mapping[Any, Any]
# Few bars have room for larger letters.
SCALES = ((3, 56), (10**6, SCALE))
# Letters that go into the two lines of the foot.
FOOTER = 165
NAME = 70
# A count and the word for what it counts stay on one line of a title.
COUNT = re.compile(r"(?<=· )\d+[^·]{1,30}(?= ·|$)")
ROWS = 8
# The upper part of a slide and the lines under it.
UPPER = Box(0.5, 1.85, 12.333, 3.9)
UNDER = Box(0.5, 5.8, 12.333, 0.95)
# The columns of tables with their shares of the width.
YEARS = {"Năm": 1.0, "Giá trị": 2.0, "So năm trước": 4.0, "Kết luận": 3.0}
INDEX = {"Chỉ số": 2.1, "Giá trị": 1.9, "So năm trước": 2.1, "Kết luận": 1.9}
AREA = {
    "Lĩnh vực": 4.6,
    "Đạt": 1,
    "Chưa đạt": 1.2,
    "Chưa có số liệu": 1.5,
    "Không phát sinh": 1.5,
    "Chưa đến hạn": 1.5,
    "Không xét": 1.2,
}
FINDING = {"Việc": 2.4, "Số liệu": 2.2, "Cần": 3.6, "Phụ trách": 2.6, "Hạn": 1.5}
DECISION = {"Việc": 4.6, "Phụ trách": 2.2, "Hạn": 1.4, "Tình trạng": 1.9, "Báo cáo gần nhất": 2.2}
TARGET = {"Chỉ tiêu": 3.2, "Giá trị": 1.5, "Số đếm": 1.7, "Cần đạt": 2.0, "So năm trước": 2.2, "Kết luận": 2.2}


def deck(store: Store, catalog: Catalog, *, unit: str, year: int, on: dt.date, approval: str) -> bytes:
    """The .pptx of a unit and a year, with its open decisions as of day `on`; the same figures give the same bytes.

    Raises: FaultsFound when there is no figure of the year.
    """
    has_a_figure(store, catalog, unit, year)
    mark = next(iter(metrics.coverage(store, unit=unit)["mark"].dropna()), None)
    marks = " · ".join(filter(None, [catalog.plan.notice, mark])) or None
    return Deck(store, catalog, unit, year, on, letterhead.footer(store, unit, approval), marks).bytes()


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
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        screens = sequence(self.store, self.catalog, unit=self.unit, year=self.year, on=self.on)
        self._cover()
        for screen in screens:
            # On paper, a screen that only says that no meeting has decided anything is an empty sheet.
            if not screen.id.startswith(DECISIONS) or screen.entries or screen.notes:
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

    def _filters(self) -> str:
        return f"{_short(self.catalog.units[self.unit].name)} · năm {self.year}"

    def _screen(self, screen: Screen) -> None:
        if screen.view is None:
            new = self._slide(screen.title)
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
        place = BODY if screen.request.area is not None else UPPER
        if view.draw is None:
            lines(new, [view.text], place, size=20)
        else:
            chart(new, view.draw, view.text, place, SCALE if screen.request.indicator else _scale(len(view.rows)))
        if screen.request.indicator is not None or screen.id == FEEDBACK:
            lines(new, [line for line in screen.notes if line], UNDER)
        # Feedback has no verdicts to be told.
        rows = [] if screen.id == FEEDBACK else view.rows.to_dict("records")
        sentences = (sentence.sentence(row) for row in rows if row["year"] == self.year)
        self._notes(new, [*screen.notes, *view.notes, *sentences, view.source])

    def _notes(self, new: Any, texts: Iterable[str]) -> None:
        """What the speaker reads under a slide."""
        new.notes_slide.notes_text_frame.text = "\n".join(filter(None, texts))

    def _bars(self, screen: Screen, view: View) -> None:
        """The targets of an area with many of them, as many bars a slide as can be read from the last row."""
        for count, part in _pages(view.rows):
            new = self._slide(f"{screen.title.rstrip('.')} ({count})", view.source)
            rows = part.to_dict("records")
            chart(new, partial(charts.bullet, part), value_list(rows, "short"), BODY)
            self._notes(new, [*view.notes, *map(sentence.sentence, rows), view.source])

    def _slide(self, title: str, source: str = "") -> Any:
        # What does not fit under the slide stands whole in its notes.
        excerpt = textwrap.shorten(source, FOOTER - len(self.provenance), placeholder=" …; đủ nguồn ở ghi chú")
        under = f"{excerpt} · {self.provenance}" if excerpt else self.provenance
        title = COUNT.sub(lambda count: count[0].replace(" ", "\N{NO-BREAK SPACE}"), title)
        return slide(self.deck, title, self._filters(), under, self.mark)

    def _indices(self, new: Any) -> None:
        rows = metrics.indices(self.store, unit=self.unit)
        years = [year for year in self.catalog.years if year in rows["year"].tolist() and year <= self.year]
        cells = []
        for _, group in rows.groupby("indicator_id", sort=False):
            by_year = {row["year"]: row for row in group.to_dict("records")}
            if self.year in by_year:
                chain = [_direction(by_year[year]) if year in by_year else Cell("") for year in years]
                now = by_year[self.year]
                cells.append([Cell(now["short"]), *_verdict(now), *chain])
        table(new, INDEX | dict.fromkeys(map(str, years), 1.2), cells, name=words.PAGES["indices"])

    def _cover(self) -> None:
        """The cover: what it is about, the finding of the year, and the day."""
        unit = self.catalog.units[self.unit]
        new = self._slide(f"Kết quả cải cách hành chính năm {self.year}")
        rows = metrics.indices(self.store, unit=self.unit, year=self.year)
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        message = headline(self.year, rows["direction"], targets["level"])
        lines(new, [_short(unit.name)], Box(LEFT, 2.1, RIGHT - LEFT, 1.0), size=36)
        lines(new, [message], Box(LEFT, 3.3, RIGHT - LEFT, 1.8), size=28)
        lines(new, [f"Ngày {formats.day(self.on)}"], Box(LEFT, 5.6, RIGHT - LEFT, 0.6), size=20)

    def _agenda(self) -> None:
        """What the meeting has to decide: targets without an owner, missed ones, missing figures, late tasks."""
        targets = metrics.targets(self.store, unit=self.unit, year=self.year)
        shortfalls = targets[targets["level"].isin(MISSED)]
        absent = targets[targets["level"] == "no_data"]
        alone = shortfalls[shortfalls["owner_id"].map(self._nobody)]
        tasks = metrics.tasks(self.store, unit=self.unit, on=self.on)
        late = int((tasks["state"] == "late").sum())
        names = "; ".join(absent["short"])
        points = [
            f"Biện pháp và thời hạn cho {len(shortfalls)} chỉ tiêu chưa đạt." if len(shortfalls) else "",
            f"Phân công người phụ trách cho {len(alone)} chỉ tiêu chưa đạt mà chưa ai được giao." if len(alone) else "",
            f"Ai nộp số liệu của {len(absent)} chỉ tiêu còn thiếu: {names}." if len(absent) else "",
            f"Xử lý {late} nhiệm vụ chậm." if late else "",
        ]
        agenda = [f"{number}. {point}" for number, point in enumerate(filter(None, points), 1)]
        new = self._slide("Đề nghị cuộc họp kết luận")
        lines(new, agenda or ["Không có việc nào mà số liệu đòi hỏi quyết định."], BODY, size=26)

    def _owner(self, row: Row) -> str:
        return letterhead.posts(self.catalog, row["owner_id"], row["owner"], self.on)

    def _nobody(self, owner: object) -> bool:
        post = None if formats.missing(owner) else self.catalog.owners.get(str(owner))
        return post is None or not post.assigned

    def _areas(self, new: Any) -> None:
        rows = metrics.area_counts(self.store, unit=self.unit, year=self.year)
        text = "; ".join(f"{row['name']}: {areas_line(row)}" for row in rows.to_dict("records"))
        chart(new, partial(charts.area_bars, rows), text, BODY)

    def _counts_of_areas(self) -> None:
        """The targets of the areas counted, as a table that can be edited."""
        rows = metrics.area_counts(self.store, unit=self.unit, year=self.year).to_dict("records")
        keys = ("met", "missed", "no_data", "no_activity", "not_due", "not_comparable")
        cells = [[Cell(row["name"]), *(Cell(formats.count(row[key]), number=True) for key in keys)] for row in rows]
        new = self._slide(f"Bảng số liệu: số chỉ tiêu theo lĩnh vực năm {self.year}")
        table(new, AREA, cells, name=words.AREAS_HEAD)

    def _attention(self, new: Any) -> None:
        rows = metrics.attention(self.store, unit=self.unit, year=self.year).to_dict("records")[:3]
        span = metrics.span(self.store, unit=self.unit)
        coverage = metrics.coverage(self.store, unit=self.unit)
        coverage = coverage[coverage["year"] == self.year]
        figures = words.COVERAGE.format(
            have=int(coverage["has_value"].sum()),
            all=len(coverage),
            year=self.year,
            as_of=words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN,
        )
        lines(new, [figures], UNDER if rows else UPPER, size=20)
        cells = [
            [
                Cell(row["short"]),
                Cell(_value(row) + sentence.counts(row)),
                Cell(sentence.requirement(row)),
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
            for row in rows.to_dict("records")
            for status in [ledger_words.deadline_status(row)]
        ]
        if cells:
            table(new, DECISION, cells, UPPER, name=ledger_words.DECISIONS_HEAD)

    def _years(self, screen: Screen) -> None:
        """The years of an index as a table that can be edited."""
        view = VIEWS[str(screen.view)](self.store, self.catalog, screen.request)
        rows = view.rows
        figures = rows[rows["value"].notna() | rows["reported_rank"].notna()].tail(ROWS).to_dict("records")
        if figures:
            index = self.catalog.indices[str(screen.request.indicator)].short
            cells = [[Cell(str(row["year"])), *_verdict(row)] for row in figures]
            table(self._slide(f"Bảng số liệu: {index}", view.source), YEARS, cells, name=screen.title)

    def _targets(self) -> None:
        """Every target in tables that can be edited, as many slides as they need."""
        frame = metrics.targets(self.store, unit=self.unit, year=self.year)
        source = sources(self.catalog, frame)
        for count, part in _pages(frame):
            title = f"Bảng số liệu các chỉ tiêu năm {self.year} ({count})"
            new = self._slide(title, source)
            rows = part.to_dict("records")
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
            table(new, TARGET, cells, name=title)
            self._notes(new, [*map(sentence.sentence, rows), source])


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
    direction = words.DIRECTIONS[row["direction"]]
    return Cell(f"{direction.shape}\n{words.DIRECTIONS_SHORT[row['direction']]}", direction.tone)
