"""What every official document shares: head and foot, the offices and posts of its day, where its figures come from.

All names follow from the day of the document, so that no office stands in it that no longer exists. The spelling is
that of Nghị định 30/2020/NĐ-CP.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import successor_of
from cchc_metrics.catalog.models import Unit
from cchc_metrics.days import today
from cchc_metrics.documents.request import COMMUNES, Request, blanks, with_figures
from cchc_metrics.documents.sheets import printable
from cchc_metrics.faults import Fault
from cchc_metrics.ledger import Entry
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.letters import search_key
from cchc_metrics.text.words import store_in_view
from cchc_metrics.workspace.entries import approvals, hand_ins
from cchc_metrics.workspace.folder import unread_line

RECEIVERS_BLANK = words.BLANK.format(what="nơi nhận ở cấp trên, theo văn bản của tỉnh")


def issuer(catalog: Catalog, unit: str, day: dt.date) -> Unit:
    """The unit that can sign for `unit` on a day: itself while it exists, then what it became part of."""
    unit_of_day = catalog.units[unit]
    chain = {unit_of_day.id}
    while (
        unit_of_day.valid_to is not None
        and unit_of_day.valid_to < day
        and unit_of_day.successor
        and unit_of_day.successor not in chain
    ):
        unit_of_day = catalog.units[unit_of_day.successor]
        chain.add(unit_of_day.id)
    return unit_of_day


def within(unit: Unit) -> str:
    """The name of a unit within a sentence, without what the plan adds in brackets to tell it from another.

    A unit that shares its name with another keeps the brackets, which then are the only difference.
    """
    return unit.name[0].lower() + unit.name[1:]


def short(unit: Unit) -> str:
    """The name of the committee of a unit within a sentence."""
    return f"UBND {bare(within(unit))}"


def remarks(catalog: Catalog, unit: str, day: dt.date) -> list[str]:
    """What the opening says beside what the document is: what the plan says of itself, and whose figures these are."""
    of, by = catalog.units[unit], issuer(catalog, unit, day)
    lines = [f"{catalog.plan.notice.rstrip('.')}."] if catalog.plan.notice else []
    # A unit that signs for itself needs no word about whose figures these are.
    if by != of and of.valid_to is not None:
        since = formats.day(of.valid_to + dt.timedelta(days=1))
        lines.append(
            f"Từ ngày {since}, {within(of)} thuộc {within(by)}; báo cáo này tổng hợp số liệu của {within(of)} đến hết "
            f"ngày {formats.day(of.valid_to)}."
        )
    return lines


def plan(catalog: Catalog) -> str:
    """The plan as a report cites it: number, day, who made it, what it is about; a blank for one not yet issued."""
    document = catalog.documents[catalog.plan.cite.document]
    title = catalog.plan.title
    if not (document.issuer and catalog.plan.number):
        blank = words.BLANK.format(what="số, ngày, cơ quan ban hành kế hoạch")
        return f"Kế hoạch {title[0].lower() + title[1:]} {blank}"
    number = document.number.replace(catalog.plan.number, f"số {catalog.plan.number}")
    return f"{number} ngày {formats.day(catalog.plan.decided)} của {document.issuer} về {title[0].lower() + title[1:]}"


def closing(title: str) -> str:
    """The sentence that ends a document with this title."""
    return f"Trên đây là báo cáo {title[0].lower() + title[1:]}"


def fields(catalog: Catalog, unit: str, kind: str, day: dt.date) -> dict[str, Any]:
    """The fields of the head and the foot of a document of a kind on a day."""
    by = issuer(catalog, unit, day)
    on = "ngày {day} tháng {month} năm {year}".format(**_day(day))
    receivers = [office for office in catalog.offices.values() if kind in office.receives and office.valid_on(day)]
    # Without an office above the commune the list would look complete and go nowhere.
    above = [] if any(not office.own for office in receivers) else [RECEIVERS_BLANK]
    return {
        "co_quan": "ỦY BAN NHÂN DÂN",
        "ten_don_vi": bare(by.name).upper(),
        "so_ky_hieu": "Số:          /BC-UBND",
        "dia_danh_ngay": "{place}, ngày {day} tháng {month} năm {year}".format(place=_place(by.name), **_day(day)),
        "noi_nhan": [*(f"{name};" for name in (*above, *(office.name for office in receivers))), "Lưu: VT."],
        "nguoi_ky": words.BLANK.format(what="họ tên người ký"),
        "kem_theo": f"(Kèm theo Báo cáo số          /BC-UBND {on} của {short(by)})",
    }


def outdated_names(catalog: Catalog, texts: Iterable[tuple[str, str]], day: dt.date) -> list[Fault]:
    """A fault for each place whose words name an office that no longer exists on a day; `texts` are place and words."""
    former = [office for office in catalog.offices.values() if office.valid_to is not None and office.valid_to < day]
    faults = []
    for place, text in texts:
        key = search_key(text)
        for office in former:
            # The longest spelling first: it is the one that the reader sees.
            spellings = sorted((office.name, *office.spellings), key=len, reverse=True)
            name = next((spelling for spelling in spellings if search_key(spelling) in key), None)
            if name is not None and office.valid_to is not None:
                faults.append(
                    Fault(
                        "lifetime",
                        place,
                        f"tên «{name}» không còn dùng từ {formats.day(office.valid_to + dt.timedelta(days=1))}, "
                        f"mà văn bản đề ngày {formats.day(day)}",
                        office.instead or "tên cơ quan còn tồn tại ở ngày của văn bản",
                        "sửa tên ở chỗ đã nêu, hoặc chọn ngày văn bản khi cơ quan đó còn tồn tại",
                    )
                )
    return faults


def handed_on(catalog: Catalog, values: Mapping[str, Any]) -> list[str]:
    """A sentence for each post in a document that has ended without a successor: it asks, once, who has its work."""
    open_blanks = blanks(values)
    return [
        f"Việc của {owner.name} sau ngày {formats.day(owner.valid_to)}: {blank}."
        for owner in catalog.owners.values()
        if owner.valid_to is not None and blanks(blank := successor_of(owner, words.BLANK))[0] in open_blanks
    ]


def posts_today(catalog: Catalog, owners: Iterable[str]) -> str:
    """Who has the work of some posts today."""
    return "; ".join(dict.fromkeys(catalog.post_on(owner, today(), words.NOT_KNOWN) for owner in owners))


def _day(day: dt.date) -> dict[str, str]:
    """Day and month as official documents write them: days under 10, January and February with a zero."""
    return {
        "day": f"{day.day:02}",
        "month": f"{day.month:02}" if day.month < 3 else str(day.month),
        "year": str(day.year),
    }


def bare(name: str) -> str:
    """The name of a unit without what the plan adds in brackets."""
    return name.split(" (")[0]


def _place(name: str) -> str:
    kind = next((kind for kind in COMMUNES if name.startswith(f"{kind} ")), "")
    return bare(name.removeprefix(f"{kind} "))


def approval(entries: Sequence[Entry], store: Store, unit: str) -> str:
    """Whether the figures of a unit are illustrations, published elsewhere, approved, or waiting for approval."""
    own = [entry for entry in hand_ins(entries) if unit in entry.units]
    if own:
        backlog = sum(entry.number not in approvals(entries) for entry in own)
        return (
            f"{backlog}/{len(own)} lần nộp của đơn vị chưa duyệt" if backlog else "mọi lần nộp của đơn vị đã được duyệt"
        )
    return "số liệu minh họa, không qua duyệt" if metrics.illustrative(store, unit=unit) else "số đã công bố, có nguồn"


def provenance(store: Store, catalog: Catalog, request: Request, rows: DataFrame, span: str = "") -> dict[str, Any]:
    """The fields that tell where the figures of a document come from; `rows` are the figures that it tells.

    The fingerprint names the store: the same fingerprint means the same plan, figures and program.
    """
    there = with_figures(rows)
    final = int((there["flag"] == "final").sum())
    newest = max(rows["as_of"].dropna(), default=None)
    state = f"{final} chính thức, {len(there) - final} tạm thời hoặc ước tính, {len(rows) - len(there)} chưa có"
    filters = [catalog.units[request.unit].name, span or request.period(catalog)]
    if counts := store_in_view(request.as_known, approved_only=request.approved_only):
        filters.append(counts)
    values = {
        "fingerprint": store.path.stem,
        "as_of": "nguồn không ghi" if newest is None else formats.day(newest),
        "filters": ", ".join(filters),
        "state": f"{state}; {request.approval}" if request.approval else state,
    }
    lines = [line.format(**values) for line in words.DATA_LINES]
    # Who reads the paper must see that it is of an earlier day or of approved figures only.
    # The short one stands first, so that no line ends within it.
    # A notice says in its first words what it is; the opening has it whole.
    mark = next(iter(rows["mark"].dropna()), "")
    marks = (mark, catalog.plan.notice.split(" — ")[0], counts, unread_line(store))
    mark = " · ".join(part for part in marks if part)
    return {"dau_trang": mark, "chan_trang": " · ".join(lines), "thong_tin": lines}


def newest(store: Store, unit: str, year: int) -> str:
    """The newest day on which a figure of a unit up to a year was known."""
    rows = metrics.coverage(store, unit=unit)
    as_of = max(rows.loc[rows["year"] <= year, "as_of"].dropna(), default=None)
    return words.NEWEST_UNKNOWN if as_of is None else words.NEWEST_FIGURE.format(day=formats.day(as_of))


def site_line(fingerprint: str, as_of: str | None, *, illustrative: bool) -> str:
    """What every page of the site says: only what was approved is on it, or illustrations beside it, marked."""
    state = "có số liệu minh họa chưa duyệt" if illustrative else "số liệu đã duyệt"
    day = words.NEWEST_FIGURE.format(day=formats.day(as_of)) if as_of else words.NEWEST_UNKNOWN
    return f"Phiên bản số liệu {fingerprint} · {day} · {state}"


QUOTES = str.maketrans({"«": "“", "»": "”"})
PERCENT = re.compile(r"(?<=\d)[ \N{NO-BREAK SPACE}]%")
# A number with its unit: a unit of the plan's own is bound to it by a space that breaks no line.
UNIT = r"\N{NO-BREAK SPACE}[^\d;()]+?(?=, (?:thiếu|vượt|còn|tăng|giảm|kém|đạt|kế hoạch)| \(|[;).]|, kỳ|$)"
NUMBER = rf"[ \N{{NO-BREAK SPACE}}]?(\d(?:[\d.,]*\d)?(?:%|[ \N{{NO-BREAK SPACE}}]điểm|{UNIT})?)(?!\d)"
LIMITS = (
    (re.compile(f"≥{NUMBER}"), r"\1 trở lên"),
    (re.compile(f"≤{NUMBER}"), r"không quá \1"),
    (re.compile(f">{NUMBER}"), r"trên \1"),
    (re.compile(f"<{NUMBER}"), r"dưới \1"),
)
NEED = re.compile(r"\b([Cc])ần (?=\d)")
DAY = re.compile(r"\b(\d\d)/0([3-9])/(\d{4})\b")


def rates(text: str) -> str:
    """The text with its rates as official papers write them, without a space before the sign.

    >>> rates("100 % (40/40), tăng 5 điểm %")
    '100% (40/40), tăng 5 điểm %'
    """
    return PERCENT.sub("%", text)


def official(text: str) -> str:
    """The text as an official document spells it.

    >>> official("«Hồ sơ đúng hạn» cần ≥ 80 %, kỳ 01/07/2025")
    '“Hồ sơ đúng hạn” cần đạt 80% trở lên, kỳ 01/7/2025'
    >>> official("cần ≥ 48\N{NO-BREAK SPACE}tin, bài, thiếu 7 tin, bài")
    'cần đạt 48\\xa0tin, bài trở lên, thiếu 7 tin, bài'
    >>> official("cần ≥ 10\N{NO-BREAK SPACE}thủ tục (2027)")
    'cần đạt 10\\xa0thủ tục trở lên (2027)'
    """
    text = rates(text.translate(QUOTES))
    for limit, spelling in LIMITS:
        text = limit.sub(spelling, text)
    return DAY.sub(r"\1/\2/\3", NEED.sub(r"\1ần đạt ", text))


def spell(value: Any) -> Any:
    """Every text within a value, its mappings and lists, as an official document spells it."""
    if isinstance(value, str):
        return official(printable(value))
    if isinstance(value, Mapping):
        return {key: spell(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [spell(inner) for inner in value]
    return value


def origins(names: Iterable[str]) -> dict[str, str]:
    """The number of each source, «(1)», by its name, in the order in which the rows name them.

    Below a table each is told once, so that a row of few words does not grow tall by the name of its source.
    """
    return {name: f"({number})" for number, name in enumerate(dict.fromkeys(filter(None, names)), 1)}


def origin_lines(numbers: Mapping[str, str]) -> list[str]:
    """What stands below the table: a line a source, with its number."""
    return [f"{number} {name}." for name, number in numbers.items()]
