"""What can be looked for on the plan that ships."""

import datetime as dt
from pathlib import Path

import pytest

from cchc_metrics.text.search import RESULT_KINDS
from cchc_metrics.views.search import SearchItem, find, search_items
from cchc_metrics.workspace import Workspace

ON = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("w") / Path("w"))
    workspace.decide(
        {"what": "Mở lớp chữ ký số", "owner_id": "van-hoa-xa-hoi", "decided": ON, "due": ON},
        unit_id="nhat-quang",
        by="An",
    )
    return workspace


def looked_for(workspace: Workspace, query: str, unit: str = "nhat-quang") -> list[SearchItem]:
    return find(query, search_items(workspace.store, workspace.catalog, unit=unit, on=ON))


@pytest.mark.parametrize(
    ("query", "kind", "id_"),
    [
        ("ho so dung han", "target", "on-time"),
        ("papi", "index", "papi"),
        ("tu phap", "owner", "tu-phap-ho-tich"),
        ("the che", "area", "institutions"),
        ("lop chu ky so", "decision", "1"),
        ("phan mem cham diem", "task", None),
        ("TTHC dat dai", "target", "satisfaction-land"),
        ("dat dai tthc hai long", "target", "satisfaction-land"),
        ("CCHC tuyen truyen", "task", None),
        ("hoi dong nhan dan", "task", None),
        ("trach nhiem giai trinh", "part", None),
        ("thu dien tu cong vu", "target", "official-email"),
        ("phan anh kien nghi xu ly", "criterion", "bo-766 pakn-dung-han 2025"),
        ("766 dung lai", "criterion", None),
        ("tien tien", "unit", "tien-tien"),
    ],
)
def test_the_nearest_is_what_was_meant(shipped: Workspace, query: str, kind: str, id_: str | None) -> None:
    first = looked_for(shipped, query)[0]

    assert first.kind == kind
    assert id_ is None or first.id == id_


def test_a_province_has_neither_targets_nor_tasks_to_find(shipped: Workspace) -> None:
    kinds = {thing.kind for thing in search_items(shipped.store, shipped.catalog, unit="hung-yen", on=ON)}

    # The 766 set scores provinces too; every unit is found from every other one.
    assert kinds == {"index", "unit", "part", "criterion"}


@pytest.mark.slow
def test_everything_can_be_found_by_its_own_name(shipped: Workspace) -> None:
    known = search_items(shipped.store, shipped.catalog, unit="nhat-quang", on=ON)

    assert {thing.kind for thing in known} == set(RESULT_KINDS)
    assert [thing for thing in known if thing not in find(thing.name, known)] == []
