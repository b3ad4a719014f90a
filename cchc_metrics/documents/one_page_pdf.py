"""The one page for the leader as PDF, drawn without an office program so that every machine gives the same page."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import font_source_sans_pro
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from cchc_metrics.charts import look
from cchc_metrics.text import reports, words

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
MARGIN, FOOT = 18.0, 16.0
# Tried in turn until everything stands on one page.
SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)


class Page(FPDF):
    """A page with the mark above and the origin of the figures beneath."""

    def __init__(self, above: str, beneath: str) -> None:
        super().__init__(format="A4")
        self._above, self._beneath = above, beneath
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=FOOT + 4)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("text", style, FONTS / f"SourceSansPro-{name}.ttf")

    def close_letters(self) -> None:
        """Let go of the files of letters, which fpdf2 leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def header(self) -> None:
        """The mark of illustrative figures."""
        if self._above:
            self.set_font("text", "B", 10)
            self.set_text_color(look.TONES["bad"])
            self.cell(0, 5, self._above, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_text_color(look.INK)

    def footer(self) -> None:
        """Version, day, filters and state of the figures."""
        self.set_y(-FOOT)
        self.set_font("text", "", 7)
        self.multi_cell(0, 3.5, self._beneath, align="C")


def pdf(fields: Mapping[str, Any], day: dt.date) -> bytes:
    """The PDF of the fields of the one page; the same fields give the same bytes."""
    for size in SIZES:
        page = _drawn(fields, size, day)
        try:
            if page.page == 1:
                return bytes(page.output())
        finally:
            page.close_letters()
    raise ValueError(f"more than one page even at {SIZES[-1]} points")


def _drawn(fields: Mapping[str, Any], size: float, day: dt.date) -> Page:
    page = Page(fields["dau_trang"], fields["chan_trang"])
    page.set_creation_date(dt.datetime.combine(day, dt.time(), dt.UTC))
    page.set_title(fields["tieu_de"])
    page.set_lang("vi")
    page.add_page()
    step = size * 0.5

    def line(text: str, style: str = "", *, grow: float = 0, after: float = 0) -> None:
        page.set_font("text", style, size + grow)
        page.multi_cell(0, step + grow * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        page.ln(after)

    line(fields["tieu_de"], "B", grow=3, after=2)
    line(reports.FOUR_INDICES, "B", grow=1)
    page.set_font("text", "", size)
    with page.table(col_widths=(20, 20, 28, 26, 46), line_height=step, text_align="LEFT",
                    borders_layout="HORIZONTAL_LINES") as table:
        head = table.row()
        for name in reports.INDEX_COLUMNS:
            head.cell(name)
        for index in fields["chi_so"]:
            row = table.row()
            for key in ("ten", "gia_tri", "thay_doi", "ket_luan", "chuoi"):
                row.cell(index[key])
    page.ln(3)
    line(words.AREAS_HEAD, "B", grow=1)
    page.set_font("text", "", size)
    with page.table(col_widths=(58, 82), line_height=step, text_align="LEFT", first_row_as_headings=False,
                    borders_layout="HORIZONTAL_LINES") as table:
        for area in fields["linh_vuc"]:
            row = table.row()
            row.cell(area["ten"])
            row.cell(area["cau"])
    page.ln(3)
    line(reports.ATTENTION, "B", grow=1)
    for finding in fields["chu_y"]:
        line(f"{finding['so']}. {finding['ten']}" if finding["so"] else finding["ten"], "B")
        for key in ("can_cu", "phu_trach"):
            if finding[key]:
                line(finding[key])
        page.ln(1)
    page.ln(2)
    line(reports.DECISIONS, "B", grow=1)
    for decision in fields["quyet_dinh"]:
        line(f"– {decision}")
    return page
