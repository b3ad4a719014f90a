"""The final review of the plan: what was asked, every year's figure, the verdict and the source; what remains."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.annex import asked_of, grouped, required, verdict
from cchc_metrics.documents.kinds import Request, same_days, without_days
from cchc_metrics.documents.letterhead import provenance
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import chain_sentence, figure, sentence, statistical_line

BLANKS_FINAL = (
    "đánh giá chung của lãnh đạo",
    "nguyên nhân của các chỉ tiêu chưa đạt",
    "bài học kinh nghiệm",
    "kiến nghị, đề xuất với cấp trên",
)

Row = Mapping[Any, Any]
LEFT = ("missed", "missed_within_error", "no_data", "not_comparable")


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the final review."""
    unit, by = catalog.units[request.unit], letterhead.issuer(catalog, request.unit, request.day)
    targets = metrics.targets(store, unit=request.unit)
    first, last = catalog.years[0], catalog.years[-1]
    span = f"{first}–{last}"
    opening = [
        (
            f"Thực hiện {letterhead.plan(catalog)}, {letterhead.short(by)} báo cáo tổng kết giai đoạn "
            f"{first}–{last} như sau:"
        )
    ]
    if by != unit and unit.valid_to is not None:
        opening.append(
            words.OF_ANOTHER.format(unit=unit.name, last=formats.day(unit.valid_to), issuer=letterhead.within(by))
        )
    remains, how = _remains(catalog, request, targets)
    days = same_days(targets[targets["year"] == last])
    if days is not None:
        opening.append(
            f"Số liệu năm {last} là số từ ngày {formats.day(days[0])} đến ngày {formats.day(days[1])}, trừ nơi "
            "ghi khác."
        )
    title = f"Tổng kết cải cách hành chính của {letterhead.within(unit)} giai đoạn {first}–{last}"
    return {
        **letterhead.fields(catalog, request.unit, request.kind, request.day),
        **provenance(store, catalog, request, targets, span),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": title,
        "mo_dau": opening,
        "ket_thuc": letterhead.closing(title),
        "chi_so": [
            {"so": number, "ten": index.name, "cau": _index(store, catalog, request, index.id)}
            for number, index in enumerate((i for i in catalog.indices.values() if i.headline), 1)
        ],
        "linh_vuc": [
            {"so": number, "ten": area.name, "cau": _area(targets[targets["area_id"] == area.id], last, days)}
            for number, area in enumerate(catalog.areas.values(), 1)
        ],
        "con_lai_mo_dau": [how],
        "con_lai": remains,
        "danh_gia": [words.BLANK.format(what=what) for what in BLANKS_FINAL],
        "tieu_de_phu_luc": words.ANNEX_HEAD.format(period=f"GIAI ĐOẠN {span}"),
        "cac_nam": [str(year) for year in catalog.years],
        "so_cot": len(catalog.years) + 5,
        "phu_luc": _table(store, catalog, request, targets),
    }


def _index(store: Store, catalog: Catalog, request: Request, index: str) -> list[str]:
    """The chain of an index: each year of the plan, what broke it, and its statistical reading."""
    rows = metrics.indices(store, unit=request.unit, index=index)
    links = rows[rows["year"].isin(catalog.years)].to_dict("records")
    said = [_link(row) for row in links]
    return [line for line in (f"{'; '.join(said)}.", chain_sentence(links), statistical_line(links)) if line]


def _link(row: Row) -> str:
    known = not formats.missing(row["value"])
    direction = (
        "năm trước chưa có số liệu" if row["direction"] == "no_previous" else words.DIRECTIONS[row["direction"]].word
    )
    value = formats.value(row["value"], row["measure_unit"], against=[row["previous"]])
    return ("{year}: {value} ({direction})" if known else "{year}: {value}").format(
        year=int(row["year"]), value=value, direction=direction
    )


def _area(rows: DataFrame, last: int, days: tuple[dt.date, dt.date] | None) -> list[str]:
    now = rows[rows["year"] == last].to_dict("records")
    return [sentence(without_days(row, days)) for row in now] or [words.NO_TARGETS]


def _remains(catalog: Catalog, request: Request, targets: DataFrame) -> tuple[list[str], str]:
    """What was not reached in the last year, for the unit that follows, and how to say whom it is for."""
    unit, year = catalog.units[request.unit], catalog.years[-1]
    left = targets[(targets["year"] == year) & targets["level"].isin(LEFT)].to_dict("records")
    if not left:
        return [], f"Không còn chỉ tiêu nào của năm {year} chưa đạt hoặc chưa có số liệu."
    said = []
    for row in left:
        if formats.missing(row["value"]):
            said.append(
                "«{name}»: chưa có số liệu năm {year}; kế hoạch của năm đó: {asked}.".format(
                    name=row["name"], year=year, asked=required(row)
                )
            )
        else:
            value = formats.value(row["value"], row["measure_unit"], against=[row["target"]])
            said.append(
                "«{name}»: {value}; kế hoạch của năm {year}: {asked}.".format(
                    name=row["name"], value=value, asked=required(row), year=year
                )
            )
    if unit.successor is None:
        return said, f"Các mức của năm {year} chưa đạt hoặc chưa có số liệu:"
    successor = catalog.units[unit.successor]
    return (
        said,
        (
            f"Các mức của năm {year} mà {letterhead.within(unit)} chưa đạt hoặc chưa có số liệu, để "
            f"{letterhead.within(successor)} tiếp tục theo dõi:"
        ),
    )


def _table(store: Store, catalog: Catalog, request: Request, targets: DataFrame) -> list[dict[str, Any]]:
    """Every index and target with the figure of every year."""
    listed: list[dict[str, Any]] = []
    for roman, name, frame in grouped(catalog, metrics.indices(store, unit=request.unit), targets):
        listed.append({"nhom": True, "stt": roman, "ten": name})
        listed += [
            _line(catalog, str(number), rows)
            for number, (_, rows) in enumerate(frame.groupby("indicator_id", sort=False), 1)
        ]
    return listed


def _line(catalog: Catalog, number: str, rows: DataFrame) -> dict[str, Any]:
    by_year = {int(row["year"]): row for row in rows.to_dict("records")}
    last = by_year[max(year for year in by_year if year in catalog.years)]
    sources = [source.title for source in catalog.sources_of(rows["source_id"])]
    indicator = catalog.indicators[str(last["indicator_id"])]
    return {
        "nhom": False,
        "stt": number,
        "ten": last["name"],
        "dvt": words.UNITS[last["measure_unit"]],
        "ke_hoach": _asked(last, [by_year[year] for year in catalog.years if year in by_year]),
        "cac_nam": [_cell(by_year.get(year)) for year in catalog.years],
        "ket_luan": verdict(last),
        "nguon": "; ".join([*sources, catalog.cited(indicator.cite)]),
    }


def _asked(last: Row, rows: Sequence[Row]) -> str:
    """What the plan asks, for each year where it is not the same in all."""
    by_year = {int(row["year"]): required(row) for row in rows if not formats.missing(row["target"])}
    if last["kind"] in words.YEAR_RULES or len(set(by_year.values())) < 2:
        return asked_of(last)
    return "; ".join(f"{year}:\N{NO-BREAK SPACE}{asked}" for year, asked in by_year.items())


def _cell(row: Row | None) -> str:
    if row is None:
        return formats.MISSING_SHORT
    shown = figure(row, against=("target", "previous"), unknown=formats.MISSING_SHORT)
    return shown.removesuffix(formats.UNIT_WORDS[row["measure_unit"]])
