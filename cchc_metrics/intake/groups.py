"""Which group of a breakdown a name in a table means."""

from collections.abc import Sequence
from difflib import get_close_matches

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Table
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text.folding import fold


class Groups:
    """The groups of the breakdown of a table, by every name that the plan knows for them."""

    def __init__(self, catalog: Catalog, table: Table, breakdown_id: str) -> None:
        self._table = table
        self._breakdown = catalog.breakdowns[breakdown_id]
        named = [(name, group.id) for group in self._breakdown.group for name in (group.name, *group.also)]
        self._known = {self._bare(name): group_id for name, group_id in named}
        self._names = {self._bare(name): name for name, _ in named}
        self._units = [
            fold(unit.name.partition(" (")[0])
            for unit in catalog.units.values()
            if unit.level in ("commune", "department", "district")
        ]
        self._not_groups = [fold(word) for word in table.not_groups]

    def known(self, name: str) -> str | None:
        """The group that the plan knows under this name; None when it knows none."""
        return self._known.get(self._bare(name))

    def of(self, place: str, name: str) -> tuple[str, Fault | None]:
        """The group of a name, and a caution where it is counted among the others.

        Raises: FaultsFound when the name is unknown, naming the nearest.
        """
        bare = self._bare(name)
        if bare in self._known:
            return self._known[bare], None
        groups = ", ".join(group.name for group in self._breakdown.group)
        if any(bare == unit or bare.endswith(f" {unit}") for unit in self._units) or any(
            bare == word or bare.startswith(f"{word} ") for word in self._not_groups
        ):
            raise FaultsFound(
                [
                    Fault(
                        "unknown-value",
                        place,
                        f"«{name}» là đơn vị, không phải nhóm của «{self._breakdown.name}»",
                        f"các nhóm: {groups}",
                        "xuất biểu chia theo lĩnh vực, của riêng đơn vị này",
                    )
                ]
            )
        near = get_close_matches(bare, self._known, n=1, cutoff=0.75)
        if near or self._table.others is None:
            asked = f"; có phải là «{self._names[near[0]]}»?" if near else ""
            raise FaultsFound(
                [
                    Fault(
                        "unknown-value",
                        place,
                        f"không có nhóm nào tên «{name}»{asked}",
                        f"các nhóm: {groups}",
                        "sửa tên, hoặc thêm tên này vào «also» của nhóm trong kế hoạch",
                    )
                ]
            )
        other = next(group.name for group in self._breakdown.group if group.id == self._table.others)
        return self._table.others, Fault(
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


def other_unit(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table whose title names another unit than the one it is handed in for."""
    title = f" {' | '.join(fold(text) for text in texts)} "
    named = {
        unit.id: fold(unit.name.partition(" (")[0])
        for unit in catalog.units.values()
        if unit.level in ("commune", "department", "district")
    }
    found = [identity for identity, name in named.items() if f"{name} " in title or f"{name}," in title]
    if not found or named.get(unit_id) in [named[identity] for identity in found] or unit_id not in named:
        return None
    return Fault(
        "other-unit",
        place,
        f"biểu của {catalog.units[found[0]].name}",
        f"biểu của {catalog.units[unit_id].name}",
        "chọn đúng đơn vị khi nộp, hoặc nộp đúng biểu",
    )
