"""What a whole set must satisfy: numbers that make a tree, points that add up, names that are known."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion, Head
from cchc_metrics.faults import Fault, nearest
from cchc_metrics.text import formats

# Where a key of a criterion stands, as a person would look for it; None is the head of the set.
PlaceOf = Callable[[int | None, str], str]


def faults_of_set(given: CriteriaSet, catalog: Catalog, place: PlaceOf) -> list[Fault]:
    """Every fault of one version of a set that its rows alone do not show."""
    return [
        *_tree(given.criteria, place),
        *_points(given, place),
        *_rules(given, place),
        *_names(given, catalog, place),
        *_bands(given.head, place),
    ]


def _tree(criteria: Sequence[Criterion], place: PlaceOf) -> Iterator[Fault]:
    numbers = Counter(row.number for row in criteria)
    keys = Counter(row.key for row in criteria)
    seen: set[str] = set()
    for at, row in enumerate(criteria):
        if row.number in seen:
            yield Fault(place(at, "number"), f"số «{row.number}» đã có ở trên", "mỗi số một lần",
                        "đánh lại số của một trong hai dòng")
        elif keys[row.key] > 1 and numbers[row.number] == 1 and row.id is not None:
            yield Fault(place(at, "id"), f"mã «{row.key}» dùng cho nhiều dòng", "mỗi mã một lần", "đổi mã")
        if row.above is not None and row.above not in numbers:
            yield Fault(place(at, "number"), f"không có mục «{row.above}» để chứa «{row.number}»",
                        "mục cha đứng trong cùng bộ tiêu chí", f"thêm dòng «{row.above}», hoặc sửa số")
        seen.add(row.number)


def _points(given: CriteriaSet, place: PlaceOf) -> Iterator[Fault]:
    tops = given.beneath(None)
    yield from _added(tops, given.head.maximum, place(None, "maximum"), "cả bộ tiêu chí")
    for at, row in enumerate(given.criteria):
        yield from _added(given.beneath(row.number), row.maximum, place(at, "maximum"), f"mục «{row.number}»")


def _added(rows: Sequence[Criterion], maximum: object, place: str, what: str) -> Iterator[Fault]:
    counted = [row for row in rows if row.rule is None or row.rule.kind not in (*BESIDE, "tracked")]
    known = [row.maximum for row in counted if row.maximum is not None]
    if not counted or maximum is None or not known:
        return
    total = sum(known)
    # Where a part is not known, the known ones must at least leave room for it.
    if total == maximum or (len(known) < len(counted) and total < maximum):  # type: ignore[operator]
        return
    said = ", ".join(row.number for row in counted)
    yield Fault(place, f"điểm tối đa của {what} là {formats.count(maximum)}, các mục {said} cộng lại "
                       f"được {formats.count(total)}", "điểm của các mục con cộng lại bằng điểm của mục cha",
                "sửa điểm của mục cha hoặc của các mục con")


def _rules(given: CriteriaSet, place: PlaceOf) -> Iterator[Fault]:
    for at, row in enumerate(given.criteria):
        leaf = not given.beneath(row.number)
        if leaf and row.rule is None:
            yield Fault(place(at, "rule"), f"mục «{row.number}» không có mục con mà cũng không có quy tắc chấm",
                        "mỗi mục cuối có một quy tắc", "ghi quy tắc, hoặc «chưa xác định» nếu văn bản không nêu")
        if not leaf and row.rule is not None:
            yield Fault(place(at, "rule"), f"mục «{row.number}» có mục con nên không chấm trực tiếp",
                        "quy tắc chỉ ở mục cuối", "bỏ quy tắc ở dòng này")
        if row.rule is None:
            continue
        if row.maximum is None and row.rule.kind in ("steps", *BESIDE):
            yield Fault(place(at, "maximum"), "thiếu điểm tối đa", "số điểm", "ghi điểm tối đa")
        if row.rule.step and row.maximum is not None and row.rule.step[0].points != row.maximum:
            yield Fault(place(at, "rule"), f"bậc cao nhất cho {formats.count(row.rule.step[0].points)} điểm",
                        f"bằng điểm tối đa {formats.count(row.maximum)}", "sửa bậc hoặc điểm tối đa")


def _names(given: CriteriaSet, catalog: Catalog, place: PlaceOf) -> Iterator[Fault]:
    head = given.head
    index = catalog.indices.get(head.index or "")
    yield from _unknown(head.index, catalog.indices, "chỉ số", place(None, "index"))
    yield from _unknown(head.method, catalog.methods, "cách tính", place(None, "method"))
    for at, row in enumerate(given.criteria):
        yield from _unknown(row.area, catalog.areas, "lĩnh vực", place(at, "area"))
        yield from _unknown(row.owner, catalog.owners, "chức danh", place(at, "owner"))
        yield from _unknown(row.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu", place(at, "indicator"))
        if index is not None:
            yield from _unknown(row.part, [part.id for part in index.part], "thành phần", place(at, "part"))
        if row.part is not None and row.above is not None:
            yield Fault(place(at, "part"), "chỉ lĩnh vực (số 1, 2, …) mới thành một thành phần của chỉ số",
                        "khóa này ở dòng của lĩnh vực", "chuyển lên dòng lĩnh vực")


def _unknown(name: str | None, known: object, what: str, place: str) -> Iterator[Fault]:
    names = [str(row) for row in known]  # type: ignore[attr-defined]
    if name is not None and name not in names:
        yield Fault(place, f"không có {what} nào mã «{name}»{nearest(name, names)}",
                    f"mã của một {what} có trong kế hoạch", "sửa mã, hoặc thêm vào kế hoạch")


def _bands(head: Head, place: PlaceOf) -> Iterator[Fault]:
    limits = [band.at_least for band in head.band]
    if limits != sorted(set(limits), reverse=True):
        yield Fault(place(None, "band"), "các mức xếp loại không xếp từ cao xuống thấp hoặc trùng nhau",
                    "mỗi mức một ngưỡng, cao trước", "xếp lại các mức")
    elif limits and limits[-1] != 0:
        yield Fault(place(None, "band"), f"mức thấp nhất bắt đầu từ {formats.count(limits[-1])} %",
                    "mức thấp nhất bắt đầu từ 0 % để đơn vị nào cũng có mức", "thêm một mức từ 0 %")
    if head.to_year is not None and head.to_year < head.from_year:
        yield Fault(place(None, "to_year"), f"năm cuối {head.to_year} trước năm đầu {head.from_year}",
                    "năm cuối không trước năm đầu", "sửa năm")
