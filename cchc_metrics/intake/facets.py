"""What the words over a column mean: sorted into facets (flow, time, channel, deadline, measure) as the plan says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cchc_metrics.catalog.forms import Column, Form, steps
from cchc_metrics.text.search import fold

FLOW, TIME, CHANNEL, DEADLINE, MEASURE = "flow", "time", "channel", "deadline", "measure"
SHARE, TOTAL, WITHIN = "share", "total", "within"
# A flow that a figure is made of; the others only say that a column is about something else.
FLOWS = ("received", "settled", "pending", "ended-open")
# Two values of one facet in one cell that together are a third.
TOGETHER = {
    frozenset({"in-person", "post"}): "direct",
    frozenset({"early", "on-time"}): "in-time",
    frozenset({"early", "in-time"}): "in-time",
    frozenset({"within", "before"}): "before",
}
LEVELS = re.compile(r"\s[-–>›/]\s|:")
BRACKETS = re.compile(r"\([^()]*\)?")

Path = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """The values of the facets in the words over a column.

    `known` is true when any word is known; `crossed` when cells of the path contradict each other, as they do where
    the cells of a header were merged over the wrong columns.
    """

    values: Mapping[str, str]
    known: bool
    crossed: bool = False


class Facets:
    """The words of one form."""

    def __init__(self, form: Form) -> None:
        self._values = {
            fold(word.removeprefix("=")): (facet.facet, facet.value) for facet in form.facet for word in facet.words
        }
        # Short words lose too much with their diacritics («đúng» and «dụng»): those must be the whole cell.
        whole = {fold(word.removeprefix("=")) for facet in form.facet for word in facet.words if word.startswith("=")}
        self._whole = {word: self._values[word] for word in whole}
        longest = sorted((word for word in self._values if word not in whole), key=len, reverse=True)
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)") if longest else None
        self._headers = [
            (column.id, [[fold_step(step) for step in steps(header)] for header in column.header])
            for column in form.column
            if column.header
        ]
        facet_of: dict[str, str] = {value: facet for facet, value in self._values.values()}
        self._columns = [
            (column.id, [{facet_of[value]: value for value in way} for way in column.means])
            for column in form.column
            if column.means
        ]

    def known(self, cell: str) -> bool:
        """True when a folded cell of a header has a word that means something."""
        if not cell:
            return False
        if BRACKETS.sub(" ", cell).strip(" :.*") in self._whole:
            return True
        if self._pattern is not None and self._pattern.search(cell):
            return True
        return any(fits_cell(cell, way[-1]) or fits_cell(cell, way[0]) for _, ways in self._headers for way in ways)

    def meaning(self, path: Path) -> Meaning:
        """What the folded words over a column mean; of two values of a facet the lower cell's counts."""
        values: dict[str, str] = {}
        crossed = False
        for cell in path:
            found = self._cell(BRACKETS.sub(" ", cell) if not cell.startswith("(") else cell)
            if found.get(FLOW) and values.get(FLOW) and found[FLOW] != values[FLOW] and found[FLOW] not in FLOWS:
                # «Tiếp nhận > Bổ sung» is what was set aside; a flow is never taken back by a word for something else.
                values = {}
            if found.get(CHANNEL) and not found.get(FLOW) and values.get(FLOW) in ("settled", "pending"):
                crossed = True
            if found.get(DEADLINE) and not found.get(FLOW) and values.get(FLOW) == "received":
                crossed = True
            values.update(found)
        if values.get(FLOW) not in (None, "received") and values.get(TIME) == WITHIN:
            # Whatever was settled was settled within the period; that says nothing of when it came in.
            values.pop(TIME)
        measure = values.get(MEASURE)
        if measure == TOTAL:
            values.pop(MEASURE)
        return Meaning(values, bool(values) or measure is not None, crossed)

    def candidates(self, path: Path, flow: str | None) -> list[str]:
        """The columns that the words over a column allow, the likeliest first; `flow` is that of the columns before.

        A column without words for a flow takes that of the columns on its left, as in a header of one line.
        """
        by_words = self._by_header(path)
        if by_words:
            return by_words
        values = dict(self.meaning(path).values)
        total = any(self._is_total(cell) for cell in path)
        if FLOW not in values and not all(self.known(cell) for cell in path[:-1] if cell and cell != path[-1]):
            # «Thu > Trong kỳ > Trực tuyến»: what the words above mean is not known, so neither is the column.
            return []
        if FLOW not in values and flow in ("settled", "pending") and (DEADLINE in values or total):
            found = self._matching({**values, FLOW: flow})
            return found + [column for column in self._matching(values) if column not in found]
        if not values:
            return ["received", "received-new"] if total and self._columns else []
        found = self._matching(values)
        # «Trong kỳ (trực tiếp)»: what stands in brackets may be all that the column counts.
        inside = self._cell(" ".join(BRACKETS.findall(path[-1]))) if CHANNEL not in values else {}
        if CHANNEL in inside:
            found += [column for column in self._matching({**values, CHANNEL: inside[CHANNEL]}) if column not in found]
        return found

    def in_order(self, paths: Sequence[Path]) -> list[str]:
        """What each column may be by its lowest cell and the columns before it, where the cells above do not fit.

        Tables tell what came in, what was settled, and what is open, in this order; a second block of deadlines is
        about what is open.
        """
        flow, late, found = "received", False, []
        for path in paths:
            last = next((cell for cell in reversed(path) if cell), "")
            values = dict(self.meaning((last,)).values)
            if values.get(FLOW, flow) not in FLOWS:
                found.append("-")
                continue
            if DEADLINE in values and values.get(MEASURE) != SHARE:
                if flow == "received" or (flow == "settled" and late):
                    flow = "settled" if flow == "received" else "pending"
                late = late or values[DEADLINE] == "late"
            names = self._matching({FLOW: flow, **values}) if values or self._is_total(last) else []
            found.append(names[0] if names else "-")
        return found

    def _is_total(self, cell: str) -> bool:
        return self._values.get(BRACKETS.sub(" ", cell).strip(" :.")) == (MEASURE, TOTAL)

    def _cell(self, cell: str) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        if (bare := cell.strip(" :.*")) in self._whole:
            facet, value = self._whole[bare]
            return {facet: value}
        # «Đã giải quyết - đúng»: in a header of one line the levels stand behind each other.
        for part in LEVELS.split(cell):
            if part.strip() in self._whole:
                facet, value = self._whole[part.strip()]
                found.setdefault(facet, []).append(value)
        for match in self._pattern.finditer(cell) if self._pattern is not None else ():
            facet, value = self._values[match.group()]
            if value not in found.setdefault(facet, []):
                found[facet].append(value)
        if "%" in cell:
            found[MEASURE] = [SHARE]
        values = {facet: TOGETHER.get(frozenset(ways), ways[-1]) for facet, ways in found.items()}
        flows = found.get(FLOW, [])
        if len(flows) > 1:
            # «Chờ bổ sung» beside «đang giải quyết» tells of the same dossiers; two real flows in a cell are neither.
            real = [flow for flow in flows if flow in FLOWS]
            values[FLOW] = flows[-1] if len(real) != 1 or flows[-1] not in FLOWS else real[0]
            if len(real) > 1:
                values[FLOW] = "delivered"
        if SHARE in found.get(MEASURE, []):
            values[MEASURE] = SHARE
        return values

    def _matching(self, values: Mapping[str, str]) -> list[str]:
        if not values:
            return []
        found = []
        for name, ways in self._columns:
            rank = next((rank for rank, way in enumerate(ways) if self._matches(values, way)), None)
            if rank is not None:
                found.append((rank, name))
        # The first way of a column fits better than the second of another; the plan's order decides between equals.
        return [name for _, name in sorted(found, key=lambda pair: pair[0])]

    @staticmethod
    def _matches(values: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
        for facet in (FLOW, TIME, CHANNEL, DEADLINE, MEASURE):
            here, want = values.get(facet), wanted.get(facet)
            if here == want:
                continue
            loose = here is None and (
                (facet == FLOW and any(values.get(other) for other in (TIME, CHANNEL, DEADLINE)))
                or (facet == TIME and want == WITHIN)
            )
            if not loose:
                return False
        return True

    def _by_header(self, path: Path) -> list[str]:
        cells = [cell for number, cell in enumerate(path) if cell and (not number or cell != path[number - 1])]
        fits = [
            (sum(map(len, way)), name) for name, ways in self._headers for way in ways if cells and _fits(cells, way)
        ]
        return [max(fits, key=lambda fit: fit[0])[1]] if fits else []


def fold_step(step: str) -> str:
    """A step of a header, folded; "=" before it is kept."""
    return ("=" if step.startswith("=") else "") + fold(step.lstrip("="))


def fits_cell(cell: str, step: str) -> bool:
    """True when a folded cell has the words of a step, or is exactly them where the step begins with "="."""
    return cell == step[1:] if step.startswith("=") else step in cell


def _fits(cells: Sequence[str], wanted: Sequence[str]) -> bool:
    # The last step names the column itself, so it stands in the lowest cell.
    if not fits_cell(cells[-1], wanted[-1]):
        return False
    at = 0
    for cell in cells:
        if at < len(wanted) and fits_cell(cell, wanted[at]):
            at += 1
    return at == len(wanted)


@lru_cache(32)
def facets_of(form: Form) -> Facets:
    """The words of a form, prepared once."""
    return Facets(form)


def columns_of(form: Form) -> Mapping[str, Column]:
    """The columns of a form by id."""
    return {column.id: column for column in form.column}
