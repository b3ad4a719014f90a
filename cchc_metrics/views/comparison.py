"""Several units and indicators side by side, by their values or from a common base of 100."""

from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.views.view import View, ViewRequest, breaks, sources

NOT_DRAWN_WHY = {"missing": "chưa có số liệu", "apart": "không cùng cách tính với năm gốc"}


def side_by_side(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The chosen series over the chosen years; illustrative ones say so in their names."""
    first, last = request.from_year or catalog.plan.first_year, request.to_year or request.year
    rows = metrics.compare(store, units=request.units, indicators=request.indicators, from_year=first, to_year=last)
    title = f"So sánh {first}–{last}"
    mixed = bool(rows["mark"].isna().any())
    labels = [_named(row, request, mixed=mixed) for row in rows.to_dict("records")]
    rows = rows.assign(series=labels, name=labels)
    if rows["value"].isna().all():
        return View(title, rows, "Chưa có số liệu nào để so; chọn đơn vị và chỉ số khác.")
    notes = []
    if request.indexed and formats.missing(rows["base_year"].iloc[0]):
        return View(
            title,
            rows,
            "Không có năm nào mọi chuỗi đều có số liệu nên không lấy được gốc 100; xem giá trị.",
            source=sources(catalog, rows),
        )
    if request.indexed:
        notes.append(
            f"Năm gốc = 100: {int(rows['base_year'].iloc[0])}, năm đầu tiên mọi chuỗi được vẽ đều có số liệu. Không "
            "tính qua năm đổi cách tính."
        )
    drawn = rows.assign(
        shown=rows["indexed" if request.indexed else "value"],
        shown_unit="points" if request.indexed else rows["measure_unit"],
        told=[
            look.description(f"{row['unit_id']}:{row['indicator_id']}:{row['year']}", _said(row))
            for row in rows.to_dict("records")
        ],
    )
    there = drawn.groupby("series")["shown"].transform("count") > 0
    # Two short lines in one, for the height of a small projector.
    marks = [f"Không vẽ được: {_left_out(drawn[~there])}."] if not there.all() else []
    drawn = drawn[there]
    several = not request.indexed and drawn["measure_unit"].nunique() > 1
    most = drawn.groupby("measure_unit")["series"].nunique().max() if several else drawn["series"].nunique()
    if most > charts.MOST:
        picture = "Mỗi hình vẽ" if several else "Vẽ"
        notes.append(f"{picture} {charts.MOST} chuỗi đầu; bảng có đủ {drawn['series'].nunique()} chuỗi.")
    if (drawn.loc[drawn["shown"].notna(), "flag"] != "final").any():
        marks.append("Chấm rỗng: số chưa chính thức.")
    if marks:
        notes.append(" ".join(marks))
    text = "; ".join(_said(row) for row in rows.to_dict("records"))
    # Measures that differ have no common axis: each has a picture of its own.
    draw = charts.panels if several else charts.lines
    return View(
        title,
        rows,
        text,
        lambda size: draw(drawn, size),
        notes=(*notes, *dict.fromkeys(breaks(rows))),
        source=sources(catalog, rows),
        narrow=("name", "year", "value", "measure_unit", "indexed", "direction"),
    )


def _left_out(rows: DataFrame) -> str:
    """The series of which nothing can be drawn, each with the reason."""
    known = rows.groupby("series", sort=False)["value"].count().to_dict()
    return "; ".join(
        f"{name!s} ({NOT_DRAWN_WHY['apart' if figures else 'missing']})" for name, figures in known.items()
    )


def _said(row: dict[object, object]) -> str:
    """A figure in words; one that is not final says so."""
    value = f"{row['series']} {row['year']}: {formats.value(row['value'], str(row['measure_unit']))}"
    text = row["flag"] == "final" or formats.missing(row["flag"])
    return value if text else f"{value} ({words.FLAGS[str(row['flag'])]})"


def _named(row: dict[object, object], request: ViewRequest, *, mixed: bool) -> str:
    """The shortest name that tells a series from the others; illustrative ones say so where others are real."""
    parts = [str(row["unit"])] if len(request.units) > 1 or len(request.indicators) == 1 else []
    parts += [str(row["short"])] if len(request.indicators) > 1 or not parts else []
    mark = f" ({words.ILLUSTRATIVE.lower()})" if mixed and not formats.missing(row["mark"]) else ""
    return " · ".join(parts) + mark
