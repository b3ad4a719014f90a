"""The shapes of a slide: title, lines, picture, table, in their places and letters."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Length, Pt

from cchc_metrics.charts import look

WIDTH, HEIGHT = 13.333, 7.5
LEFT, RIGHT = 0.5, 12.833
TOP, BOTTOM = 1.85, 6.65
# A font with Vietnamese letters that every office has.
FONT = "Arial"
# What the last row of a meeting room can read, in points; the foot and the filters too.
SMALLEST = 18
INK = RGBColor.from_string(look.INK[1:])
TITLE_ONLY = 5


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
    """A cell of a native table: its words, and the tone of a verdict if it says one."""

    said: str
    tone: str | None = None
    number: bool = False


def empty() -> Any:
    """A presentation without slides, of 16:9."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    return made


def slide(made: Any, title: str, filters: str, footer: str, mark: str | None) -> Any:
    """A new slide with its title in the outline, filters and mark above, the footer and its number below."""
    new = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
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
    lines(new, [str(len(made.slides))], Box(RIGHT - 0.8, 6.7, 0.8, 0.5), size=SMALLEST, align=PP_ALIGN.RIGHT)
    return new


def lines(new: Any, said: Sequence[str], box: Box, *, size: int = 18, align: Any = PP_ALIGN.LEFT) -> None:
    """Lines of text in a place."""
    _write(new.shapes.add_textbox(*box.emu).text_frame, said, size=size, align=align)


def picture(new: Any, png: bytes, said: str, box: Box) -> None:
    """A picture as large as its place allows, in its middle, said in words to those who do not see it."""
    shown = new.shapes.add_picture(io.BytesIO(png), 0, 0)
    shrink = min(Inches(box.width) / shown.width, Inches(box.height) / shown.height)
    shown.width, shown.height = Emu(int(shown.width * shrink)), Emu(int(shown.height * shrink))
    shown.left = Inches(box.left) + (Inches(box.width) - shown.width) // 2
    shown.top = Inches(box.top) + (Inches(box.height) - shown.height) // 2
    # The library has no word for alternative text.
    shown._element.nvPicPr.cNvPr.set("descr", said)


def table_shape(
    new: Any,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    box: Box,
    widths: Sequence[float],
    *,
    size: int,
    name: str,
    fill: bool = False,
) -> None:
    """A native table whose columns share the width in proportion; its first row is the head.

    With `fill` its rows share the height of the place as well.
    """
    shown = new.shapes.add_table(len(rows) + 1, len(head), *Box(box.left, box.top, box.width, 0.1).emu)
    shown.name = name
    shown._element.nvGraphicFramePr.cNvPr.set("descr", name)
    grid = shown.table
    # Plain lines: the tint of the built-in style would stand behind the colours of verdicts.
    shown._element.graphic.graphicData.tbl.tblPr.find(STYLE).text = NO_FILL
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Inches(box.width * width / sum(widths))
    height = box.height / (len(rows) + 1)
    height = height if fill else min(height, size * 2.4 / 72)
    for row in grid.rows:
        row.height = Inches(height)
    for at, said in enumerate(head):
        _cell(grid.cell(0, at), Cell(said), size=size, bold=True)
    for down, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            _cell(grid.cell(down, at), cell, size=size, bold=cell.tone is not None)


STYLE = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
# "No style, table grid" of every Office.
NO_FILL = "{5940675A-B579-460E-94D1-54222C63F5DA}"
TONES = {"good": "084A82", "bad": "7A1230", "doubtful": "6B4000"}


def _cell(cell: Any, said: Cell, *, size: int, bold: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.08)
    _write(
        cell.text_frame,
        said.said.split("\n"),
        size=size,
        bold=bold,
        align=PP_ALIGN.RIGHT if said.number else PP_ALIGN.LEFT,
        ink=RGBColor.from_string(TONES.get(said.tone or "", look.INK[1:])),
    )
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE


def _write(
    frame: Any,
    said: Sequence[str],
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
    for number, line in enumerate(said):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, ink
