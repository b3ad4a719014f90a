"""What a whole set must satisfy: numbers that make a tree, points that add up, names that are known.

Rows that could be read only in part are checked too; what may follow from the unreadable part alone is not reported.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion
from cchc_metrics.faults import Fault, nearest
from cchc_metrics.text import formats

# Where a key of a criterion stands, as a person would look for it, and where the «band» of a number; None is the head.
PlaceOf = Callable[[int | None, str], str]
# The keys of each criterion that could not be read; those of None are of the head, whose «band» is any of the bands.
Gaps = Mapping[int | None, Set[str]]


class _Tree(NamedTuple):
    """Where the rows stand, by their places in the set.

    `maybe` has the rows that may stand beneath a node once their number is mended: it could not be read, stands
    above already (`again`), or has no node to stand under (`orphans`).
    """

    beneath: Mapping[str | None, list[int]]
    maybe: Mapping[str | None, list[int]]
    again: set[int]
    orphans: set[int]


def faults_of_set(criteria_set: CriteriaSet, catalog: Catalog, place: PlaceOf, gaps: Gaps) -> list[Fault]:
    """Every fault of one version of a set that its rows alone do not show."""
    tree = _tree_of(criteria_set.criteria, gaps)
    return [
        *_numbers(criteria_set.criteria, tree, place, gaps),
        *_points(criteria_set, tree, place, gaps),
        *_rules(criteria_set.criteria, tree, place, gaps),
        *_names(criteria_set, catalog, place, gaps),
        *_bands(criteria_set, place, gaps),
    ]


def _tree_of(criteria: Sequence[Criterion], gaps: Gaps) -> _Tree:
    tree = _Tree(defaultdict(list), defaultdict(list), set(), set())
    numbers = {row.number for at, row in enumerate(criteria) if "number" not in gaps[at]}
    # Nodes that are only missing because the number in their row is at fault: those that can be made out in it, and
    # the one that the next row asks for.
    exceptions = {row.number for at, row in enumerate(criteria) if row.number not in numbers}
    earlier: set[str] = set()
    line: list[str] = []
    unsure = False
    for at, row in enumerate(criteria):
        stray = row.above is not None and row.above not in numbers
        if stray and unsure:
            exceptions.update(_line(row.above))
        loose = "number" in gaps[at]
        unsure = loose or row.number in earlier
        orphan = not unsure and stray and row.above not in exceptions
        if unsure or orphan:
            # A number of several parts that cannot be read still tells how deep it stands.
            for above in _may_hold(row.number, line, depth=row.number.count(".") if loose else 0):
                tree.maybe[above].append(at)
        else:
            line = _line(row.number)
            tree.beneath[row.above].append(at)
        if orphan:
            tree.orphans.add(at)
        if not loose:
            if unsure:
                tree.again.add(at)
            earlier.add(row.number)
    return tree


def _may_hold(number: str, line: Sequence[str], *, depth: int) -> set[str | None]:
    """The nodes that a row may stand under by its own number and by the row before it; a depth of 0 is not known."""
    nodes = {*line, *_line(number)}
    return {above for above in nodes if above.count(".") == depth - 1} if depth else {*nodes, None}


def _line(number: str | None) -> list[str]:
    """A number and those of the nodes above it."""
    parts = (number or "").split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _numbers(criteria: Sequence[Criterion], tree: _Tree, place: PlaceOf, gaps: Gaps) -> Iterator[Fault]:
    for at in sorted(tree.again):
        yield Fault(
            "duplicate-id",
            place(at, "number"),
            f"số «{criteria[at].number}» đã có ở trên",
            "mỗi số một lần",
            "đánh lại số của một trong hai dòng",
        )
    for at in sorted(tree.orphans):
        row = criteria[at]
        yield Fault(
            "missing-part",
            place(at, "number"),
            f"không có mục «{row.above}» để chứa «{row.number}»",
            "mục cha đứng trong cùng bộ tiêu chí",
            f"thêm dòng «{row.above}», hoặc sửa số",
        )
    keys = {row.key for at, row in enumerate(criteria) if row.id is None and not gaps[at] & {"id", "number"}}
    for at, row in enumerate(criteria):
        if row.id is not None:
            if row.id in keys:
                yield Fault(
                    "duplicate-id", place(at, "id"), f"mã «{row.id}» dùng cho nhiều dòng", "mỗi mã một lần", "đổi mã"
                )
            keys.add(row.id)


def _points(criteria_set: CriteriaSet, tree: _Tree, place: PlaceOf, gaps: Gaps) -> Iterator[Fault]:
    unsure = {criteria_set.criteria[at].number for at in tree.again}
    if "maximum" not in gaps[None]:
        yield from _sum(criteria_set.criteria, tree, None, criteria_set.head.maximum, gaps, place(None, "maximum"))
    for at, row in enumerate(criteria_set.criteria):
        if row.maximum is not None and "number" not in gaps[at] and row.number not in unsure:
            yield from _sum(criteria_set.criteria, tree, row.number, row.maximum, gaps, place(at, "maximum"))


def _sum(
    criteria: Sequence[Criterion], tree: _Tree, number: str | None, maximum: Decimal, gaps: Gaps, place: str
) -> Iterator[Fault]:
    """The fault of a sum that is too much, or too little whatever the parts come to that are not sure or not known."""
    sure: list[Criterion] = []
    room: Decimal | None = Decimal(0)
    parts = [(at, True) for at in tree.beneath[number]] + [(at, False) for at in tree.maybe[number]]
    for at, stands in parts:
        row = criteria[at]
        # A node with others beneath it counts, whatever its rule says.
        rule_read = "rule" not in gaps[at] or bool(tree.beneath[row.number])
        if rule_read and row.rule is not None and row.rule.kind in (*BESIDE, "tracked"):
            continue
        if row.maximum is None or at in tree.orphans:
            room = None
        elif stands and rule_read:
            sure.append(row)
        elif room is not None:
            room += row.maximum
    total = sum((row.maximum or Decimal(0) for row in sure), Decimal(0))
    if not sure or (total <= maximum and (room is None or total + room >= maximum)):
        return
    what = "cả bộ tiêu chí" if number is None else f"mục «{number}»"
    numbers = ", ".join(row.number for row in sure)
    yield Fault(
        "sum-mismatch",
        place,
        f"điểm tối đa của {what} là {formats.count(maximum)}, các mục {numbers} cộng lại được {formats.count(total)}",
        "điểm của các mục con cộng lại bằng điểm của mục cha",
        "sửa điểm của mục cha hoặc của các mục con",
    )


def _rules(criteria: Sequence[Criterion], tree: _Tree, place: PlaceOf, gaps: Gaps) -> Iterator[Fault]:
    unsure = {criteria[at].number for at in tree.again}
    for at, row in enumerate(criteria):
        row_gaps = gaps[at]
        stands = "number" not in row_gaps and row.number not in unsure
        leaf = not tree.beneath[row.number]
        if stands and leaf and row.rule is None and "rule" not in row_gaps and not tree.maybe[row.number]:
            yield Fault(
                "missing-value",
                place(at, "rule"),
                f"mục «{row.number}» không có mục con mà cũng không có quy tắc chấm",
                "mỗi mục cuối có một quy tắc",
                "ghi quy tắc, hoặc «chưa xác định» nếu văn bản không nêu",
            )
        if stands and not leaf and row.rule is not None:
            yield Fault(
                "misplaced-value",
                place(at, "rule"),
                f"mục «{row.number}» có mục con nên không chấm trực tiếp",
                "quy tắc chỉ ở mục cuối",
                "bỏ quy tắc ở dòng này",
            )
        if row.rule is None or row_gaps & {"rule", "maximum"}:
            continue
        if row.maximum is None and row.rule.kind in ("steps", *BESIDE):
            yield Fault("missing-value", place(at, "maximum"), "thiếu điểm tối đa", "số điểm", "ghi điểm tối đa")
        if row.rule.step and row.maximum is not None and row.rule.step[0].points != row.maximum:
            yield Fault(
                "sum-mismatch",
                place(at, "rule"),
                f"bậc cao nhất cho {formats.count(row.rule.step[0].points)} điểm",
                f"bằng điểm tối đa {formats.count(row.maximum)}",
                "sửa bậc hoặc điểm tối đa",
            )


def _names(criteria_set: CriteriaSet, catalog: Catalog, place: PlaceOf, gaps: Gaps) -> Iterator[Fault]:
    head = criteria_set.head
    index = catalog.indices.get(head.index or "")
    yield from _unknown(head.index, catalog.indices, "chỉ số", place(None, "index"))
    yield from _unknown(head.method, catalog.methods, "cách tính", place(None, "method"))
    for level in head.levels:
        yield from _unknown(level, catalog.levels, "cấp đơn vị", place(None, "levels"))
    for at, row in enumerate(criteria_set.criteria):
        yield from _unknown(row.area, catalog.areas, "lĩnh vực", place(at, "area"))
        yield from _unknown(row.owner, catalog.owners, "chức danh", place(at, "owner"))
        for level in row.levels:
            yield from _unknown(level, catalog.levels, "cấp đơn vị", place(at, "levels"))
        yield from _unknown(row.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu", place(at, "indicator"))
        if index is not None:
            yield from _unknown(row.part, [part.id for part in index.part], "thành phần", place(at, "part"))
        if row.part is not None and row.above is not None and "number" not in gaps[at]:
            yield Fault(
                "misplaced-value",
                place(at, "part"),
                "chỉ lĩnh vực (số 1, 2, …) mới thành một thành phần của chỉ số",
                "khóa này ở dòng của lĩnh vực",
                "chuyển lên dòng lĩnh vực",
            )


def _unknown(name: str | None, ids: object, what: str, place: str) -> Iterator[Fault]:
    names = [str(row) for row in ids]  # type: ignore[attr-defined]
    if name is not None and name not in names:
        yield Fault(
            "unknown-id",
            place,
            f"không có {what} nào mã «{name}»{nearest(name, names)}",
            f"mã của một {what} có trong kế hoạch",
            "sửa mã, hoặc thêm vào kế hoạch",
        )


def _bands(criteria_set: CriteriaSet, place: PlaceOf, gaps: Gaps) -> Iterator[Fault]:
    head = criteria_set.head
    limits = [band.at_least for band in head.band]
    for at, (above, limit) in enumerate(pairwise(limits), 1):
        if limit >= above:
            yield Fault(
                "band-order",
                place(at, "band"),
                "các mức xếp loại không xếp từ cao xuống thấp hoặc trùng nhau",
                "mỗi mức một ngưỡng, cao trước",
                "xếp lại các mức",
            )
    lowest = min(limits, default=Decimal(0))
    if lowest != 0 and "band" not in gaps[None]:
        yield Fault(
            "band-order",
            place(limits.index(lowest), "band"),
            f"mức thấp nhất bắt đầu từ {formats.count(lowest)} %",
            "mức thấp nhất bắt đầu từ 0 % để đơn vị nào cũng có mức",
            "thêm một mức từ 0 %",
        )
    if head.to_year is not None and head.to_year < head.from_year and "from_year" not in gaps[None]:
        yield Fault(
            "date-order",
            place(None, "to_year"),
            f"năm cuối {head.to_year} trước năm đầu {head.from_year}",
            "năm cuối không trước năm đầu",
            "sửa năm",
        )
