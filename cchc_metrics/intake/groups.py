"""Which group of a breakdown a name in a table means."""

from collections.abc import Mapping, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Table
from cchc_metrics.catalog.models import Unit
from cchc_metrics.faults import Fault, FaultsFound, nearest_name
from cchc_metrics.intake.accents import same_name
from cchc_metrics.intake.questions import Open, Question
from cchc_metrics.intake.units import unit_names
from cchc_metrics.text.search import fold


class Groups:
    """The groups of the breakdown of a table, by every name that the plan knows for them."""

    def __init__(
        self, catalog: Catalog, table: Table, breakdown_id: str, confirmed: Mapping[str, str] | None = None
    ) -> None:
        self._table = table
        self._breakdown = catalog.breakdowns[breakdown_id]
        groups = {group.id for group in self._breakdown.group}
        # Names of questions in surveys are remembered in the same list.
        self._confirmed = {fold(name): group for name, group in (confirmed or {}).items() if group in groups}
        named = [(name, group.id) for group in self._breakdown.group for name in (group.name, *group.also)]
        self._known = {self._bare(name): group_id for name, group_id in named}
        self._written: dict[str, list[str]] = {}
        for name, _ in named:
            self._written.setdefault(self._bare(name), []).append(name)
        self.units = unit_names(catalog)
        self._not_groups = [fold(word) for word in table.not_groups]

    def known(self, name: str) -> str | None:
        """The group that the plan, or somebody who was asked, knows under this name; None when nobody does."""
        bare = self._bare(name)
        confirmed = self._confirmed.get(fold(name)) or self._confirmed.get(bare)
        if confirmed or bare not in self._known:
            return confirmed
        # The last words of the name are those that were found; what stands before them does not count.
        words = name.split()[-len(bare.split()) :]
        written = self._written[bare]
        return self._known[bare] if any(same_name(" ".join(words), each) for each in written) else None

    def of(self, place: str, name: str) -> str:
        """The group of a name.

        Raises: FaultsFound when it is that of a unit; Open with a question when nobody knows it.
        """
        group = self.known(name)
        if group is not None:
            return group
        bare = self._bare(name)
        groups = ", ".join(group.name for group in self._breakdown.group)
        if self.units.full(name) or any(bare == word or bare.startswith(f"{word} ") for word in self._not_groups):
            raise FaultsFound(
                [
                    Fault(
                        "misplaced-value",
                        place,
                        f"«{name}» là đơn vị, không phải nhóm của «{self._breakdown.name}»",
                        f"các nhóm: {groups}",
                        "xuất biểu chia theo lĩnh vực, của riêng đơn vị này",
                    )
                ]
            )
        near = nearest_name(bare, self._known, likeness=0.75)
        guess = self._known[near] if near else self._table.others or ""
        choices = tuple((group.id, group.name) for group in self._breakdown.group)
        raise Open([Question("group", name, place, name, choices, guess)])

    def among_others(self, place: str, name: str) -> Fault:
        """The caution that a name is counted among the others."""
        groups = ", ".join(group.name for group in self._breakdown.group)
        other = next(group.name for group in self._breakdown.group if group.id == self._table.others)
        return Fault(
            "group-assumption",
            place,
            f"«{name}» được tính vào nhóm «{other}»",
            f"các nhóm: {groups}",
            "không cần sửa, nếu đúng là như vậy",
        )

    def _bare(self, name: str) -> str:
        words = fold(name)
        for left_out in map(fold, self._table.left_out):
            words = words.removeprefix(left_out).lstrip(" :-")
        return words


def units_in(texts: Sequence[str], catalog: Catalog) -> list[str]:
    """The communes, departments and districts that the title of a table names."""
    title = f" {' | '.join(fold(text) for text in texts)} "
    return [
        unit.id
        for unit in catalog.units.values()
        if catalog.level_of(unit.id).own_tables and any(f"{_title(unit)}{end}" in title for end in (" ", ","))
    ]


def _title(unit: Unit) -> str:
    return fold(unit.name.partition(" (")[0])


def other_unit(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table whose title names another unit than the one it is handed in for."""
    unit = catalog.units[unit_id]
    found = [catalog.units[other] for other in units_in(texts, catalog)]
    if not found or not catalog.level_of(unit_id).own_tables or _title(unit) in map(_title, found):
        return None
    return Fault(
        "other-unit",
        place,
        f"biểu của {found[0].name}",
        f"biểu của {unit.name}",
        "chọn đúng đơn vị khi nộp, hoặc nộp đúng biểu",
    )
