"""The shapes of a slide: titles, lines, pictures and native tables, each within its place and large enough to read."""

import io
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Length, Pt

from cchc_metrics.charts import look
from cchc_metrics.documents.letterhead import official, rates

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
# The width of a letter, plain and bold, and the height of a line, in sizes of its letters; what a cell keeps free.
LETTER, BOLD_LETTER, LINE = 0.52, 0.6, 1.22
CELL_SIDES, CELL_ENDS = 0.22, 0.06
NO_BREAK = "\N{NO-BREAK SPACE}"


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
    width = max(3.2, len(mark or "") * BOLD_LETTER * SMALLEST / 72 + 0.4)
    lines(new, [filters], Box(LEFT, 0.2, RIGHT - LEFT - width - 0.1, 0.42), size=SMALLEST)
    if mark:
        box = new.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(RIGHT - width, 0.2, width, 0.4).emu)
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
    png = look.png(rates(look.svg(draw(size))), SHARP / scale)
    shape = new.shapes.add_picture(io.BytesIO(png), 0, 0)
    shrink = min(Inches(box.width) / shape.width, Inches(box.height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * shrink)), Emu(int(shape.height * shrink))
    shape.left = Inches(box.left) + (Inches(box.width) - shape.width) // 2
    shape.top = Inches(box.top) + (Inches(box.height) - shape.height) // 2
    # The library has no word for alternative text.
    shape._element.nvPicPr.cNvPr.set("descr", official(text))


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

    Without a place of its own it fills the slide, and its rows share what is left of the height.
    """
    fill, box = box is None, box or BODY
    shape = new.shapes.add_table(len(rows) + 1, len(columns), *Box(box.left, box.top, box.width, 0.1).emu)
    shape.name = name
    shape._element.nvGraphicFramePr.cNvPr.set("descr", official(name))
    grid = shape.table
    # Plain lines: the tint of the built-in style would stand behind the colours of verdicts.
    # "No style, table grid" of every Office.
    shape._element.graphic.graphicData.tbl.tblPr.find(STYLE).text = "{5940675A-B579-460E-94D1-54222C63F5DA}"
    widths = [box.width * width / sum(columns.values()) for width in columns.values()]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Inches(width)
    cells = [[Cell(text) for text in columns], *rows]
    heights = [_height(row, widths, size, bold=row is cells[0]) for row in cells]
    rest = max(box.height - sum(heights), 0) / len(cells) if fill else 0
    for down, (row, height) in enumerate(zip(cells, heights, strict=True)):
        grid.rows[down].height = Inches(height + rest)
        for at, cell in enumerate(row):
            _cell(grid.cell(down, at), cell, size=size, bold=down == 0 or cell.tone is not None)


def pages(
    columns: Mapping[str, float], rows: Sequence[Sequence[Cell]], size: int = SMALLEST
) -> Iterator[Sequence[Sequence[Cell]]]:
    """The rows of a table in as few slides as hold them, about as many on each."""
    widths = [BODY.width * width / sum(columns.values()) for width in columns.values()]
    room = BODY.height - _height([Cell(text) for text in columns], widths, size, bold=True)
    heights = [_height(row, widths, size) for row in rows]
    count = -(-len(rows) // _most_rows(heights, room)) if rows else 0
    at = 0
    for number in range(count):
        end = at + len(rows) // count + (number < len(rows) % count)
        yield rows[at:end]
        at = end


def _most_rows(heights: Sequence[float], room: float) -> int:
    """How many rows fit into a height, whichever comes first of them; one at least."""
    for most in range(len(heights), 1, -1):
        if all(sum(heights[at : at + most]) <= room for at in range(len(heights) - most + 1)):
            return most
    return 1


def _height(row: Sequence[Cell], widths: Sequence[float], size: int, *, bold: bool = False) -> float:
    """What a row needs, in inches: its cell with the most lines."""

    def lines_of(cell: Cell, width: float) -> int:
        letter = BOLD_LETTER if bold or cell.tone else LETTER
        letters = max(int((width - CELL_SIDES) * 72 / (size * letter)), 1)
        # A no-break space counts as a letter.
        texts = official(cell.text).split("\n")
        return sum(max(len(textwrap.wrap(text.replace(NO_BREAK, "_"), letters)), 1) for text in texts)

    most = max(lines_of(cell, width) for cell, width in zip(row, widths, strict=True))
    return most * size * LINE / 72 + CELL_ENDS


STYLE = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
TONES = {"good": "084A82", "bad": "7A1230", "doubtful": "6B4000"}


def _cell(cell: Any, content: Cell, *, size: int, bold: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(CELL_ENDS / 2)
    cell.margin_left = cell.margin_right = Inches(CELL_SIDES / 2)
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
        run.text = official(line)
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, ink
