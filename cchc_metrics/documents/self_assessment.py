"""The self-assessment as a report: where the set stands, what was lost, what is still owed, every criterion."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import local_day
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.criteria_sheets import full_title, how, scored_set, total_sentence
from cchc_metrics.documents.reports import TEMPLATES
from cchc_metrics.documents.template import paragraphs, read_template, render
from cchc_metrics.faults import FaultsFound
from cchc_metrics.store import Store
from cchc_metrics.text import dictionary, formats, words
from cchc_metrics.views import scoring as views

KIND, TEMPLATE = "tu-danh-gia", TEMPLATES / "tu-danh-gia.docx"


def self_assessment(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, counts: str = "") -> bytes:
    """The .docx of the self-assessment; the same figures and template give the same bytes.

    What the figures do not say is left as a marked blank: causes, and what is to be done. `counts` says how much of
    the ledger counts.
    Raises: KeyError where the set does not score the unit in that year; FaultsFound with every fault of the template.
    """
    day = day_of(store, unit=unit, criteria=criteria, year=year)
    data = TEMPLATE.read_bytes()
    word = read_template(data, dictionary.SELF_ASSESSMENT, name=TEMPLATE.name)
    written = [(f"{TEMPLATE.name}, {place}", "".join(text)) for place, text in paragraphs(data)]
    if faults := letterhead.outdated_names(catalog, written, day):
        raise FaultsFound(faults)
    values = content(store, catalog, unit=unit, criteria=criteria, year=year, day=day, counts=counts)
    return render(word, values, title=values["trich_yeu"], author=values["ten_co_quan"], day=day)


def day_of(store: Store, *, unit: str, criteria: str, year: int) -> dt.date:
    """The day that the report bears: when the assessment is due, or when its newest figure or result was known."""
    taken = metrics.score_steps(store, unit=unit, criteria=criteria, year=year)
    taken = taken[~taken["withdrawn"] & (taken["entry"] > 0)]
    due = taken.loc[taken["step"] == "open", "due"].dropna().tolist()
    said = [local_day(when) for when in taken.loc[taken["step"].isin(("enter", "appraise")), "recorded_at"]]
    known = metrics.targets(store, unit=unit, year=year)["as_of"].dropna().tolist()
    days: list[dt.date] = [due[-1].date() if due else dt.date(year, 12, 31), *said, *(when.date() for when in known)]
    return max(days)


def content(
    store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, day: dt.date, counts: str = ""
) -> dict[str, Any]:
    """The fields of the template of the self-assessment.

    Raises: KeyError where the set does not score the unit in that year.
    """
    given, total, lines = scored_set(store, unit, criteria, year)
    of, by = catalog.units[unit], letterhead.issuer(catalog, unit, day)
    title = "Tự đánh giá, chấm điểm năm {year} của {unit} theo {name}".format(
        year=year, unit=letterhead.within(of), name=given["name"]
    )
    opening = [
        f"{letterhead.short(by)} báo cáo kết quả tự đánh giá, chấm điểm năm {year} theo {full_title(given)} như sau:"
    ]
    if by != of and of.valid_to is not None:
        opening.insert(
            0, words.OF_ANOTHER.format(unit=of.name, last=formats.day(of.valid_to), issuer=letterhead.within(by))
        )
    if given["illustrative_set"]:
        opening.insert(0, words.ILLUSTRATIVE_SET)
    lost = metrics.point_losses(store, unit=unit, criteria=criteria, year=year).to_dict("records")
    filters = ", ".join(part for part in (of.name, str(year), str(given["short"]), counts) if part)
    return {
        **letterhead.fields(catalog, unit, KIND, day),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": title,
        # Who reads the paper must see that it is of an earlier day or of approved figures only.
        "dau_trang": " · ".join(
            part for part in ("" if formats.missing(given["mark"]) else given["mark"], counts) if part
        ),
        "chan_trang": " · ".join(
            (words.DATA_LINES[0].format(fingerprint=store.path.stem), words.DATA_LINES[2].format(filters=filters))
        ),
        "mo_dau": opening,
        "ket_qua": [total_sentence(total), "Điểm và cách tính của từng tiêu chí ở phụ lục kèm theo."],
        "mat_diem": [f"{views.lost_line(row)}. {words.OWNER}: {row['owner']}." for row in lost] or [words.NOTHING_LOST],
        "no_minh_chung": [f"{line.row['number']} {line.row['name']}" for line in lines if line.row["owes"] is True]
        or ["Không có."],
        "nguyen_nhan": [words.BLANK.format(what="nguyên nhân; số liệu không nói lên nguyên nhân")],
        "giai_phap": [words.BLANK.format(what="giải pháp, người thực hiện, thời hạn")],
        "ket_thuc": letterhead.closing(title),
        "tieu_de_phu_luc": f"ĐIỂM TỪNG TIÊU CHÍ NĂM {year}",
        "phu_luc": _annex(lines),
    }


def _annex(lines: Sequence[views.Line]) -> list[dict[str, Any]]:
    """Every node with its points; a criterion says how it came to them and what proves it."""
    return [
        {
            "nhom": not line.row["is_leaf"],
            "so": str(line.row["number"]),
            "ten": str(line.row["name"]),
            **{name: views.cell(line.row, key) for name, key in zip(dictionary.POINTS, views.POINTS, strict=False)},
            "cach_tinh": how(line),
            "minh_chung": line.evidence,
        }
        for line in lines
    ]
