"""What stands at the head and the foot of a document: who issues it, where, when, who receives it.

All of it follows from the day of the document, so that no office stands in it that no longer exists.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Unit
from cchc_metrics.faults import Fault
from cchc_metrics.text import formats, reports
from cchc_metrics.text.finding import fold


def issuer(catalog: Catalog, unit: str, day: dt.date) -> Unit:
    """The unit that can sign for `unit` on a day: itself while it exists, then what it became part of."""
    found = catalog.units[unit]
    seen = {found.id}
    while found.valid_to is not None and found.valid_to < day and found.successor and found.successor not in seen:
        found = catalog.units[found.successor]
        seen.add(found.id)
    return found


def within(unit: Unit) -> str:
    """The name of a unit within a sentence, without what the plan adds in brackets to tell it from another.

    A unit that shares its name with another keeps the brackets, which then are the only difference.
    """
    return unit.name[0].lower() + unit.name[1:]


def short(unit: Unit) -> str:
    """The name of the committee of a unit within a sentence."""
    return f"{reports.COMMITTEE_SHORT} {_bare(within(unit))}"


def plan(catalog: Catalog) -> str:
    """The plan as a report cites it: number, day, who made it, what it is about."""
    document = catalog.documents[catalog.plan.cite.document]
    title = catalog.plan.title
    number = document.number.replace(catalog.plan.number, f"số {catalog.plan.number}")
    return reports.PLAN.format(number=number, day=formats.day(catalog.plan.decided), issuer=document.issuer,
                               title=title[0].lower() + title[1:])


def closing(title: str) -> str:
    """The sentence that ends a document with this title."""
    return reports.CLOSING.format(title=title[0].lower() + title[1:])


def fields(catalog: Catalog, unit: str, kind: str, day: dt.date) -> dict[str, Any]:
    """The fields of the head and the foot of a document of a kind on a day."""
    by = issuer(catalog, unit, day)
    on = reports.ON_DAY.format(**_day(day))
    receivers = [office for office in catalog.offices.values() if kind in office.receives and office.valid_on(day)]
    # Without an office above the commune the list would look complete and go nowhere.
    above = [] if any(not office.own for office in receivers) else [reports.RECEIVERS_WANTED]
    return {
        "co_quan": reports.COMMITTEE,
        "ten_don_vi": _bare(by.name).upper(),
        "so_ky_hieu": reports.NUMBER_LINE,
        "dia_danh_ngay": reports.DATE_LINE.format(place=_place(by.name), **_day(day)),
        "noi_nhan": [*(f"{name};" for name in (*above, *(office.name for office in receivers))), reports.FILED],
        "kem_theo": reports.SENT_ALONG.format(day=on, issuer=short(by)),
    }


def retired(catalog: Catalog, texts: Iterable[tuple[str, str]], day: dt.date) -> list[Fault]:
    """A fault for each place whose words name an office that no longer exists on a day; `texts` are place and words."""
    gone = [office for office in catalog.offices.values() if office.valid_to is not None and office.valid_to < day]
    faults = []
    for place, text in texts:
        said = fold(text)
        for office in gone:
            # The longest spelling first: it is the one that the reader sees.
            named = next((name for name in sorted((office.name, *office.spellings), key=len, reverse=True)
                          if fold(name) in said), None)
            if named is not None and office.valid_to is not None:
                faults.append(Fault(
                    place, reports.RETIRED.format(name=named, date=formats.day(day),
                                                  day=formats.day(office.valid_to + dt.timedelta(days=1))),
                    office.instead or "tên cơ quan còn tồn tại ở ngày của văn bản",
                    "sửa tên ở chỗ đã nêu, hoặc chọn ngày văn bản khi cơ quan đó còn tồn tại"))
    return faults


def _day(day: dt.date) -> dict[str, str]:
    """Day and month as official documents write them: days under 10, January and February with a zero."""
    return {"day": f"{day.day:02}", "month": f"{day.month:02}" if day.month < 3 else str(day.month),
            "year": str(day.year)}


def _bare(name: str) -> str:
    return name.split(" (")[0]


def _place(name: str) -> str:
    kind = next((kind for kind in reports.COMMUNES if name.startswith(f"{kind} ")), "")
    return _bare(name.removeprefix(f"{kind} "))
