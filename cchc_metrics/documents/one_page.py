"""One page for the leader: a headline, the indices, a picture of the areas, what needs attention, citizens' feedback,
open decisions.
"""

import datetime as dt
import io
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import font_source_sans_pro
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.letterhead import official, provenance, spell
from cchc_metrics.documents.request import Request, days_of_figures, figures, same_days
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, words
from cchc_metrics.text.rows import AreaRow, DecisionRow, FeedbackRow, OpenFeedbackRow, VerdictRow, records
from cchc_metrics.text.sentence import change_words, direction_short, due, figure
from cchc_metrics.text.statements import areas_line, finding, headline, not_final
from cchc_metrics.views.meeting import no_misses

Row = VerdictRow
# What fits on one page beside the indices and the areas, whatever the names are.
FINDINGS, DECISIONS, LETTERS = 3, 4, 150
# Wide enough for the words of the legend beside each other.
PICTURE = look.Size(860, 260)


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the one page."""
    unit, year = catalog.units[request.unit], request.year
    targets = figures(store, catalog, request)
    origin = provenance(store, catalog, request, targets)
    areas = metrics.area_counts(store, unit=unit.id, year=year)
    indices = metrics.indices(store, unit=unit.id)
    now = [row for frame in (indices, targets) for row in records(frame[frame["year"] == year], VerdictRow)]
    basis = f"Lập ngày {formats.day(request.day)}; {days_of_figures(same_days(targets), year)}"
    attention = records(metrics.attention(store, unit=unit.id, year=year), VerdictRow)
    decisions_of_unit = metrics.decisions(store, unit=unit.id, on=request.day)
    open_ones = records(decisions_of_unit[decisions_of_unit["open"]], DecisionRow)
    decisions = [_decision(catalog, request, row) for row in open_ones[:DECISIONS]]
    if len(open_ones) > DECISIONS:
        decisions.append(f"và {len(open_ones) - DECISIONS} việc nữa")
    return {
        "dau_trang": origin["dau_trang"],
        "chan_trang": origin["chan_trang"],
        "thong_tin": origin["thong_tin"],
        "ngay": ". ".join(filter(None, (basis, not_final(now)))),
        "thong_diep": headline(year, indices[indices["year"] == year]["direction"], targets["level"]),
        "hinh": _picture(areas) if areas["total"].sum() else "",
        "tieu_de": f"CẢI CÁCH HÀNH CHÍNH {letterhead.within(unit).upper()}, NĂM {year}",
        "chi_so": [
            _index(catalog, request, records(rows, VerdictRow))
            for _, rows in indices.groupby("indicator_id", sort=False)
        ],
        "linh_vuc": [{"ten": row["name"], "cau": areas_line(row)} for row in records(areas, AreaRow)],
        "chu_y": [_finding(catalog, request, number, row) for number, row in enumerate(attention[:FINDINGS], 1)]
        or [{"so": "", "ten": no_misses(store, unit=unit.id, year=year), "can_cu": "", "phu_trach": ""}],
        "y_kien": _feedback(store, request),
        "quyet_dinh": decisions or ["Chưa có kết luận cuộc họp nào ghi trong hệ thống."],
    }


def _picture(areas: DataFrame) -> bytes:
    """The targets of each area as bars, met, missed and without figures, as PNG."""
    return look.png(look.svg(charts.area_bars(areas, PICTURE)))


def _index(catalog: Catalog, request: Request, rows: Sequence[Row]) -> dict[str, str]:
    now = next(row for row in rows if row["year"] == request.year)
    # A unit that the plan does not bind has figures and no verdict.
    level = None if formats.is_missing(now["level"]) else words.LEVELS[now["level"]]
    # Words alone: not every machine has letters with the shapes in them.
    # The document does not tell of years after its own.
    years = [year for year in catalog.years if year <= request.year]
    links = (f"{int(row['year'])} {direction_short(row)}" for row in rows if row["year"] in years)
    # A year and its word stay on one line.
    chain = ", ".join(link.replace(" ", "\N{NO-BREAK SPACE}") for link in links)
    return {
        "ten": now["short"],
        "gia_tri": figure(now, against=("target", "previous"), unknown=formats.MISSING_SHORT),
        "thay_doi": change_words(now) or formats.MISSING_SHORT,
        "ket_luan": level.word if level else formats.MISSING_SHORT,
        "chuoi": chain,
    }


def _finding(catalog: Catalog, request: Request, number: int, row: Row) -> dict[str, str]:
    value = figure(row, against=("target", "previous"))
    owner = catalog.posts_on(row["owner_id"], row["owner"], request.day)
    return {
        "so": str(number),
        "ten": _shorten(f"{row['name']}: {value}"),
        # Spelled before it is shortened, which lets go of the spaces that bind a unit to its number.
        "can_cu": _shorten(official(finding(row))),
        "phu_trach": f"{words.OWNER}: {owner} · {words.DUE}: {due(row)}",
    }


def _feedback(store: Store, request: Request) -> str:
    """What the screen of citizens' feedback says of the year; empty where nothing came in and nothing waits."""
    rows = metrics.feedback(store, unit=request.unit, on=request.day, year=request.year, by="total")
    backlog = records(metrics.open_feedback(store, unit=request.unit, on=request.day), OpenFeedbackRow)
    total = next(iter(records(rows, FeedbackRow)), None)
    return official(feedback_words.sentence(total, request.year, backlog)) if total is not None or backlog else ""


def _decision(catalog: Catalog, request: Request, row: DecisionRow) -> str:
    late = ", quá hạn {days} ngày".format(days=int(row["days_over"])) if row["overdue"] else ""
    # What somebody typed is cut, never who answers for it and by when.
    owner = catalog.posts_on(row["owner_id"], row["owner"], request.day)
    return f"{_shorten(row['what'], 90)} ({owner}, {words.DUE.lower()} {formats.day(row['due'])}{late})"


def _shorten(text: str, letters: int = LETTERS) -> str:
    """The text, or its first words with an ellipsis; no word is cut, unless a single one is too long."""
    short = textwrap.shorten(text, letters, placeholder=" …")
    return short if short != "…" else f"{text[: letters - 1]}…"


FONTS = Path(font_source_sans_pro.__file__).parent / "files"
MARGIN, FOOT = 18.0, 16.0
# Tried in turn until everything stands on one page.
SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)


class Page(FPDF):
    """A page in letters of one size, with the mark of illustrative figures above."""

    def __init__(self, above: str, size: float) -> None:
        super().__init__(format="A4")
        self._above, self._size = above, size
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=FOOT + 4)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("text", style, FONTS / f"SourceSansPro-{name}.ttf")

    def close_letters(self) -> None:
        """Let go of the files of letters, which fpdf2 leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def paragraph(self, text: str, style: str = "", *, grow: float = 0, after: float = 0) -> None:
        """A paragraph, larger by `grow` points, with `after` millimetres of space beneath it."""
        self.set_font("text", style, self._size + grow)
        self.multi_cell(0, (self._size + grow) * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)

    def header(self) -> None:
        """The mark of illustrative figures."""
        if self._above:
            self.set_font("text", "B", 10)
            self.set_text_color(look.TONES["bad"])
            self.cell(0, 5, self._above, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_text_color(look.INK)


def pdf(fields: Mapping[str, Any], day: dt.date) -> bytes:
    """The PDF of the fields of the one page; the same fields give the same bytes."""
    fields = spell(fields)
    for size in SIZES:
        page = _draw(fields, size, day)
        try:
            if page.page == 1:
                return bytes(page.output())
        finally:
            page.close_letters()
    raise ValueError(f"more than one page even at {SIZES[-1]} points")


def _bar(area: Mapping[str, str]) -> str:
    return f"{area['ten']}: {area['cau']}"


def _draw(fields: Mapping[str, Any], size: float, day: dt.date) -> Page:
    page = Page(fields["dau_trang"], size)
    page.set_creation_date(dt.datetime.combine(day, dt.time(), dt.UTC))
    page.set_title(fields["tieu_de"])
    page.set_subject(" · ".join(fields["thong_tin"]))
    page.set_lang("vi")
    page.add_page()
    page.paragraph(fields["tieu_de"], "B", grow=2)
    page.paragraph(fields["ngay"], after=2)
    page.paragraph(fields["thong_diep"], "B", grow=4, after=2)
    page.paragraph("Các chỉ số phải tăng mỗi năm", "B", grow=1)
    page.set_font("text", "", size)
    with page.table(
        col_widths=(20, 20, 28, 26, 46), line_height=size * 0.5, text_align="LEFT", borders_layout="HORIZONTAL_LINES"
    ) as table:
        head = table.row()
        for name in ("Chỉ số", "Giá trị", "So năm trước", "Kết luận", "Chuỗi năm"):
            head.cell(name)
        for index in fields["chi_so"]:
            row = table.row()
            for key in ("ten", "gia_tri", "thay_doi", "ket_luan", "chuoi"):
                row.cell(index[key])
    page.ln(3)
    if fields["hinh"]:
        page.paragraph("Chỉ tiêu theo lĩnh vực", "B", grow=1)
        page.image(io.BytesIO(fields["hinh"]), w=page.epw, alt_text="; ".join(_bar(row) for row in fields["linh_vuc"]))
        page.ln(2)
    _draw_findings(page, fields)
    return page


def _draw_findings(page: Page, fields: Mapping[str, Any]) -> None:
    """What needs attention, what citizens say, what was decided."""
    page.paragraph(words.ATTENTION_HEAD, "B", grow=1)
    for item in fields["chu_y"]:
        page.paragraph(f"{item['so']}. {item['ten']}" if item["so"] else item["ten"], "B")
        for key in ("can_cu", "phu_trach"):
            if item[key]:
                page.paragraph(item[key])
        page.ln(1)
    if fields["y_kien"]:
        page.ln(1)
        page.paragraph("Ý kiến người dân", "B", grow=1)
        page.paragraph(fields["y_kien"])
    page.ln(2)
    page.paragraph("Việc đã kết luận, đến hạn", "B", grow=1)
    for decision in fields["quyet_dinh"]:
        page.paragraph(f"– {decision}")
