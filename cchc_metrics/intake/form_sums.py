"""Columns of a table that are parts of one number: by channel, by when the dossiers came in, by why they are late."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from cchc_metrics.catalog.forms import Form
from cchc_metrics.intake.headers import (
    BEFORE,
    FLOW,
    LEVELS,
    OF_WHICH,
    PERIOD_BEFORE,
    TIME,
    WITHIN,
    Cells,
    Facets,
    facets_of,
)
from cchc_metrics.intake.tables import Table, is_number
from cchc_metrics.text.letters import fold

# «Năm 2023», «Quý I», «Cùng kỳ» over columns.
OF_TIME = re.compile(r"(?<![a-z])(?:nam|quy|thang|tuan|ky|ngay)(?![a-z])|\d|tang|giam|so sanh")
# Flows of dossiers with a deadline that was kept or not.
ENDS, ENDED_OPEN, IN_TIME = ("settled", "pending"), "ended-open", "in-time"
# Channels by which all dossiers come, each once.
CHANNELS_OF_ALL = [
    sorted([*online, *rest])
    for online in (["online"], ["full", "partial"])
    for rest in (["direct"], ["in-person"], ["in-person", "post"])
]
# All that came in, with what was there before.
ALL_RECEIVED = "received"

# The flow and the deadline of a column, "" for all of the flow.
End = tuple[str, str]


@dataclass(frozen=True)
class OriginColumn:
    """A column of what was settled, or is open, of the dossiers that came in before, or within, the period.

    `is_below` is true where its flow stands below the words for what came in. A share has no end.
    """

    origin: str
    end: End | None
    cells: Cells
    is_below: bool


def with_sums(table: Table) -> Table:
    """The table with the words of all dossiers over columns that are parts of one number."""
    return _with_sums_of_channels(_with_sums_of_origins(table))


def origins_on(table: Table) -> dict[int, OriginColumn]:
    """The columns «Kỳ trước chuyển sang › Đã giải quyết», «Tiếp nhận trong kỳ › Đã giải quyết»."""
    facets, result = facets_of(table.form), dict[int, OriginColumn]()
    # In a header of one line the levels stand behind each other.
    parts = [[part.strip() for cell in path for part in LEVELS.split(cell)] for path in table.paths]
    paths = [tuple(dict.fromkeys(filter(None, path))) for path in parts]
    places = {(path, at) for path in paths for at in range(len(path))}
    befores = {
        path[:at]
        for path, at in places
        if (path[at + 1 :] or _flow_of_end(facets, path[:at])) and _time_of(facets, path[at]) == BEFORE
    }
    flows = dict[Cells, str]()
    for column, cells in enumerate(paths):
        at = next((at for at in range(len(cells)) if _tells_origin(facets, cells[: at + 1], befores)), None)
        if at is None:
            continue
        above, head = _flow_of_end(facets, cells[:at]), cells[: at + 1]
        own = (*(cells[:at] if above else ()), *cells[at + 1 :])
        values = facets.meaning(own).values
        flow = above or values.get(FLOW) or flows.get(head) or ("settled" if "deadline" in values else "")
        flows[head] = flow
        if flow in ENDS and "channel" not in values:
            end = None if "measure" in values else (flow, values.get("deadline", ""))
            result[column] = OriginColumn(_time_of(facets, cells[at]), end, own, not above)
    return result


def _flow_of_end(facets: Facets, path: Cells) -> str:
    """The flow of cells about dossiers that were settled, or are open; "" for others."""
    values = facets.meaning(path).values
    flow = values.get(FLOW, "settled" if "deadline" in values else "")
    return flow if flow in ENDS else ""


def _time_of(facets: Facets, cell: str) -> str:
    """When dossiers came in, by a cell that says nothing else; "" for none, and for «Kỳ trước», another period."""
    values = facets.meaning((cell,)).values
    is_other = {*values} - {TIME, FLOW} or values.get(FLOW, "received") != "received" or PERIOD_BEFORE.fullmatch(cell)
    return "" if is_other else values.get(TIME, "")


def _tells_origin(facets: Facets, path: Cells, befores: Collection[Cells]) -> bool:
    """True for cells of which the last says when dossiers came in: «Kỳ trước chuyển sang», «Tiếp nhận › Trong kỳ».

    «Trong kỳ» over «Tiếp nhận», «Đã giải quyết» says when all of this was, unless those from before stand beside it.
    """
    time = _time_of(facets, path[-1])
    return time == BEFORE or (time == WITHIN and (FLOW in facets.meaning(path).values or path[:-1] in befores))


def _with_sums_of_origins(table: Table) -> Table:
    """The table with one count of what was settled over those of the dossiers from before and from the period.

    Where only one of the two has «Trước hạn» apart, those in time add up; other deadlines do not.
    """
    facets, columns = facets_of(table.form), origins_on(table)
    counts = {column: each.end for column, each in columns.items() if each.end is not None}
    ends: dict[str, dict[End, list[int]]] = {BEFORE: {}, WITHIN: {}}
    for column, end in counts.items():
        flow, deadline = end
        keys = [
            {other for at, other in counts.items() if other[0] == flow and columns[at].origin == origin}
            for origin in ends
        ]
        if deadline and keys[0] != keys[1]:
            end = flow, "late" if deadline == "late" else IN_TIME
        ends[columns[column].origin].setdefault(end, []).append(column)
    of_all = {
        (values[FLOW], values.get("deadline", ""))
        for column, path in enumerate(table.paths)
        if column not in columns and FLOW in (values := facets.meaning(path).values) and "measure" not in values
    }
    paths, sums = list(table.paths), set[int]()
    for end in ends[BEFORE].keys() & ends[WITHIN].keys() - of_all:
        for column in (column for each in ends.values() for column in each[end]):
            words = [_word_of(table.form, IN_TIME)] if counts[column] != end else []
            cells = (_word_of(table.form, end[0]), *columns[column].cells, *words)
            paths[column] = (*cells, *[""] * (len(paths[column]) - len(cells)))
            sums.add(column)
    return replace(table, paths=tuple(paths), sums=table.sums | sums) if sums else table


def with_neighbours(
    paths: Sequence[Cells], candidates: Mapping[int, Sequence[str]], facets: Facets
) -> dict[int, Sequence[str]]:
    """The candidates as far as the columns beside them allow.

    «Tiếp nhận trong kỳ» beside «Kỳ trước chuyển sang» holds none of these; «Trong kỳ» over both is over all that the
    table counts. «Trong đó › Quá hạn» right of «Đã giải quyết» is a part of that.
    """
    times = {at: facets.meaning(paths[at]).values.get(TIME) for at in candidates}
    before = [paths[at] for at, time in times.items() if time == BEFORE]
    result = dict(candidates)
    for at in (at for at, time in times.items() if time == WITHIN and before):
        cells = [cell for cell in paths[at] if facets.meaning((cell,)).values.get(TIME) == WITHIN]
        if not any(cell in path for cell in cells for path in before):
            result[at] = [name for name in candidates[at] if name != ALL_RECEIVED] or candidates[at]
    for at, flow in _flows_of_parts(paths, facets).items():
        flows = (flow,) if flow == ENDS[0] else (flow, ENDED_OPEN)
        if at in result:
            result[at] = [name for name in result[at] if facets.is_of(name, flows)] or result[at]
    return result


def _flows_of_parts(paths: Sequence[Cells], facets: Facets) -> dict[int, str]:
    """The flow of each column «Trong đó …», of which none has its own: that of the column left of the first."""
    result = dict[int, str]()
    flows = [facets.meaning(path).values.get(FLOW, "") for path in paths]
    is_part = [any(cell.startswith(OF_WHICH) for cell in path) for path in paths]
    for at in range(1, len(paths)):
        if is_part[at] and not is_part[at - 1] and {*facets.meaning(paths[at - 1]).values} == {FLOW}:
            below = list(takewhile(lambda each: is_part[each], range(at, len(paths))))
            is_end = flows[at - 1] in ENDS and not any(flows[each] for each in below)
            result |= dict.fromkeys(below, flows[at - 1]) if is_end else {}
    return result


def _word_of(form: Form, value: str) -> str:
    return next((fold(each.words[0]) for each in form.facet if each.value == value), "")


def _with_sums_of_channels(table: Table) -> Table:
    """The table without «Trực tuyến», «Trực tiếp» over the deadlines of what was settled, or is open.

    Where each channel is there with the same deadlines, the columns of a deadline add up to that of all dossiers. Where
    only some channels have «Trước hạn» apart, those in time do.
    """
    facets = facets_of(table.form)
    word = _word_of(table.form, IN_TIME)
    groups: dict[Cells, dict[str, dict[Cells, int]]] = {}
    for column, (upper, cell, lower) in _below_channels(table, facets):
        groups.setdefault(upper, {}).setdefault(cell, {})[lower] = column
    paths, sums = list(table.paths), set[int]()
    for upper, by_cell in groups.items():
        channels = sorted(facets.meaning((cell,)).values["channel"] for cell in by_cell)
        blocks = [*by_cell.values()]
        has_whole = any(facets.is_whole(path, upper) for path in table.paths) if upper else False
        is_same = len({frozenset(each) for each in blocks}) == 1
        ends = [{_end(facets, lower) for lower in each} for each in blocks]
        if channels not in CHANNELS_OF_ALL or not (is_same or (ends[0] and all(each == ends[0] for each in ends))):
            continue
        for lower, column in ((lower, column) for each in blocks for lower, column in each.items()):
            end = _end(facets, lower)
            if end or not has_whole:
                cells = (*upper, *lower[1:]) if is_same or not end.endswith(IN_TIME) else (*upper, *lower[1:], word)
                paths[column] = (*cells, *[""] * (len(paths[column]) - len(cells)))
                sums.add(column)
    parts = _parts_of_late(table, facets)
    paths = [path if at not in parts else (*path[:-1], "") for at, path in enumerate(paths)]
    return replace(table, paths=tuple(paths), sums=table.sums | sums | parts) if sums or parts else table


def _parts_of_late(table: Table, facets: Facets) -> set[int]:
    """The columns below «Quá hạn» alone of words that mean nothing here, as «Do công chức», «Do phần mềm»: its parts.

    What stands below other words too divides the dossiers, or is another year.
    """
    below: dict[Cells, list[int]] = {}
    for at, path in enumerate(table.paths):
        below.setdefault(path[:-1], []).append(at)
    result = set[int]()
    for upper, columns in below.items():
        lasts = {table.paths[at][-1] for at in columns}
        elsewhere = {path[-1] for path in table.paths if path[:-1] != upper}
        is_other = any(not cell or facets.is_known(cell) or OF_TIME.search(cell) for cell in lasts) or lasts & elsewhere
        is_counted = all(any(is_number(table.cell(row, at)) for row in table.body) for at in columns)
        is_late = len(lasts) > 1 and facets.meaning(upper).values.get("deadline") == "late"
        result |= {*columns} if is_late and is_counted and not is_other else set()
    return result


def _below_channels(table: Table, facets: Facets) -> Iterator[tuple[int, tuple[Cells, str, Cells]]]:
    """Each column of what was settled, or is open, below a channel: the cells above, the channel, the cells below.

    The cells below begin with the flow. A channel at the top counts where no column of all dossiers stands beside.
    """
    flow, is_of_all, result = "", False, []
    for column, path in enumerate(table.paths):
        cells = tuple(dict.fromkeys(cell for cell in path if cell))
        at = next((at for at, cell in enumerate(cells) if facets.meaning((cell,)).values.keys() == {"channel"}), None)
        values = facets.meaning(cells).values
        flow = values.get("flow", flow)
        if at is None:
            is_of_all = is_of_all or flow in ENDS or "deadline" in values
        elif cells[at + 1 :] and (facets.meaning(cells[:at]).values.get("flow") if at else flow) in ENDS:
            result.append((column, (cells[:at], cells[at], (flow, *cells[at + 1 :]))))
    yield from (each for each in result if each[1][0] or not is_of_all)


def _end(facets: Facets, lower: Cells) -> str:
    """The flow and the deadline of a column below a channel, of those in time the same; "" without a deadline."""
    deadline = facets.meaning(lower[1:]).values.get("deadline", "")
    return f"{lower[0]} {'late' if deadline == 'late' else IN_TIME}" if deadline else ""
