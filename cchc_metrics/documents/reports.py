"""Every document that goes up, into the meeting or to a leader, made from one working folder."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import annex, final_review, letterhead, one_page, periodic, scores
from cchc_metrics.documents.letterhead import approval
from cchc_metrics.documents.one_page import pdf
from cchc_metrics.documents.request import (
    ALL_UNITS,
    SELF_ASSESSMENT,
    FilledBlanks,
    Request,
    blanks,
    check_request,
    day_of,
    figures,
    fill_blanks,
)
from cchc_metrics.documents.slides import deck
from cchc_metrics.documents.template import (
    FINAL_FIELDS,
    ONE_PAGE_FIELDS,
    PERIODIC_FIELDS,
    SELF_ASSESSMENT_FIELDS,
    TEMPLATES,
    paragraphs,
    read_template,
    render,
)
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.entries import entries_in_force

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
Content = Callable[[Store, Catalog, Request], dict[str, Any]]


@dataclass(frozen=True)
class WordDocument:
    """A kind of document: its template, the fields that the template may use, and what fills them."""

    template: str
    fields: Mapping[str, Any]
    content: Content


PERIODIC = WordDocument("bao-cao-dinh-ky.docx", PERIODIC_FIELDS, periodic.content)
DOCUMENTS = {
    "tong-ket": WordDocument("tong-ket.docx", FINAL_FIELDS, final_review.content),
    "mot-trang": WordDocument("mot-trang.docx", ONE_PAGE_FIELDS, one_page.content),
    SELF_ASSESSMENT: WordDocument("tu-danh-gia.docx", SELF_ASSESSMENT_FIELDS, scores.content),
}


def kinds(catalog: Catalog) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every kind of document by its id: its name, and the forms in which it can be had, the usual one first."""
    return {
        period.id: (f"Báo cáo {period.name[0].lower() + period.name[1:]}", ("docx", "xlsx"))
        for period in catalog.periods.values()
    } | {
        "tong-ket": (words.REPORT_KINDS["tong-ket"], ("docx",)),
        SELF_ASSESSMENT: (words.REPORT_KINDS[SELF_ASSESSMENT], ("docx",)),
        "mot-trang": (words.REPORT_KINDS["mot-trang"], ("docx", "pdf")),
        "phu-luc": (words.REPORT_KINDS["phu-luc"], ("xlsx",)),
        "trinh-chieu": (words.REPORT_KINDS["trinh-chieu"], ("pptx",)),
        **({ALL_UNITS: (words.REPORT_KINDS[ALL_UNITS], ("xlsx",))} if catalog.is_for_many else {}),
    }


def request(
    workspace: Workspace,
    *,
    kind: str,
    unit: str,
    year: int,
    day: dt.date | None = None,
    as_known: dt.date | None = None,
    approved_only: bool = False,
    criteria: str = "",
) -> Request:
    """A document; without a day it bears the day on which it is due, or that of its newest figure.

    A self-assessment is that of the set `criteria`, or of the first that scores the unit in the year.
    Raises: KeyError for a set that does not score the unit in the year.
    """
    catalog = workspace.catalog
    year = catalog.years[-1] if kind == "tong-ket" else year
    entries = entries_in_force(workspace.ledger.entries(), as_known, approved_only=approved_only)
    state = approval(entries, workspace.view(as_known, approved_only), unit)
    draft = Request(unit, kind, year, day or dt.date(year, 12, 31), state, as_known, approved_only, criteria)
    store = figures_of(workspace, draft)
    if kind == SELF_ASSESSMENT:
        draft = replace(draft, criteria=scores.criteria_of(store, draft))
        return draft if day or not draft.criteria else replace(draft, day=scores.day_of(store, draft))
    return draft if day else replace(draft, day=day_of(store, catalog, draft))


def figures_of(workspace: Workspace, request: Request) -> Store:
    """The figures that a document is made from."""
    return workspace.view(request.as_known, request.approved_only)


def template_of(kind: str, folder: Path = TEMPLATES) -> Path | None:
    """The Word template that a kind of document is made from; None for the workbook and the slides."""
    return None if kind in ("phu-luc", "trinh-chieu", ALL_UNITS) else folder / DOCUMENTS.get(kind, PERIODIC).template


def fields_of(kind: str) -> list[tuple[str, str]]:
    """Each field that the template of a kind of document may use, written as Word must have it, and its meaning."""
    fields = []
    for name, meaning in DOCUMENTS.get(kind, PERIODIC).fields.items():
        if isinstance(meaning, Mapping):
            fields += [(f"{name}: mỗi dòng .{inner}", text) for inner, text in meaning.items()]
        else:
            fields.append((f"{{{{ {name} }}}}", meaning))
    return fields


def open_blanks(workspace: Workspace, request: Request, rows: DataFrame | None = None) -> list[str]:
    """What a document asks of the office, filled or not, in its order; only Word documents ask anything.

    `rows` are those of `figures` where the caller has them.

    Raises: FaultError when there is nothing to tell.
    """
    if template_of(request.kind) is None:
        return []
    check_request(figures_of(workspace, request), workspace.catalog, request, rows)
    return blanks(_content(figures_of(workspace, request), workspace.catalog, request, rows)[0])


def _content(
    store: Store, catalog: Catalog, request: Request, rows: DataFrame | None = None
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The fields of the template of a document, and each text that somebody wrote, with where it was written."""
    document = DOCUMENTS.get(request.kind, PERIODIC)
    notes: list[tuple[str, str]] = []
    if document is PERIODIC:
        material = periodic.gather(store, catalog, request, rows)
        values, notes = periodic.fields(store, material), periodic.written_by_officers(material)
    else:
        values = document.content(store, catalog, request)
    # Where posts are first named: how the work is led, the tasks, or what lost points.
    place = next((key for key in ("chi_dao", "nhiem_vu_cau", "mat_diem") if key in values), None)
    if place is not None:
        values[place] = [*letterhead.handed_on(catalog, values), *values[place]]
    return values, notes


def document(workspace: Workspace, request: Request, form: str, template: Path | None = None) -> bytes:
    """The bytes of a document as .docx, .xlsx, .pdf or .pptx, with what the office filled into its blanks.

    The same figures, template and filled blanks give the same bytes.
    Raises: FaultError when there is nothing to tell, or with every fault of the template and every name that is no
    longer valid on the day of the document.
    """
    store, catalog = figures_of(workspace, request), workspace.catalog
    # A unit that the plan does not bind has none, and its slides ask for none.
    rows = None if request.kind in ("trinh-chieu", SELF_ASSESSMENT, ALL_UNITS) else figures(store, catalog, request)
    check_request(store, catalog, request, rows)
    if request.kind == ALL_UNITS:
        return annex.all_units(store, catalog, request)
    if form == "xlsx":
        return annex.statistics(store, catalog, request)
    answers = FilledBlanks(workspace.folder).of(request)
    if form == "pptx":
        return deck(
            store,
            catalog,
            unit=request.unit,
            year=request.year,
            on=request.day,
            approval=request.approval,
            answers=answers,
        )
    document = DOCUMENTS.get(request.kind, PERIODIC)
    values, notes = _content(store, catalog, request, rows)
    open_ones = [blank for blank in blanks(values) if blank in answers]
    values = fill_blanks(values, answers)
    notes += [(f"chỗ trống “{blank}”", answers[blank]) for blank in open_ones]
    if form == "pdf":
        return pdf(values, request.day)
    path = template or TEMPLATES / document.template
    data = path.read_bytes()
    word = read_template(data, document.fields, name=path.name)
    texts = [(f"{path.name}, {place}", "".join(text)) for place, text in paragraphs(data)]
    faults = letterhead.outdated_names(catalog, [*texts, *notes], request.day)
    if faults:
        raise FaultError(faults)
    title = values.get("trich_yeu") or values["tieu_de"]
    return render(word, values, title=title, author=values.get("ten_co_quan", ""), day=request.day)
