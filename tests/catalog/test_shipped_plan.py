"""The plan that ships says what the commune's plan says, row by row."""

import pytest

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.workspace import APP

# Kế hoạch 09/KH-UBND, mục II.1 và II.2.e: id, lĩnh vực, loại, phép so, mức của năm 2025.
TARGETS = {
    "legal-procedure": ("institutions", "annual", "=", 100),
    "legal-dissemination": ("institutions", "annual", "=", 100),
    "legal-inspection": ("institutions", "annual", "=", 100),
    "on-time": ("procedures", "annual", "=", 100),
    "early": ("procedures", "annual", ">=", 80),
    "digitised-results": ("procedures", "ladder", ">=", 95),
    "internal-electronic": ("procedures", "by-year", ">=", 80),
    "online-payment-offered": ("procedures", "by-year", "=", 100),
    "online-payment-share": ("procedures", "by-year", ">=", 50),
    "online-offered": ("procedures", "by-year", "=", 100),
    "national-portal": ("procedures", "by-year", ">=", 80),
    "online-dossiers": ("procedures", "by-year", "=", 100),
    "satisfaction-tthc": ("procedures", "by-year", ">=", 90),
    "satisfaction-land": ("procedures", "by-year", ">=", 85),
    "internal-procedures-published": ("procedures", "by-year", ">=", 90),
    "interagency-online": ("procedures", "by-year", "=", 100),
    "no-resubmission": ("procedures", "by-year", ">=", 80),
    "one-stop-recorded": ("procedures", "by-year", "=", 100),
    "satisfaction-service": ("organisation", "by-year", ">=", 90),
    "satisfaction-health-education": ("organisation", "by-year", ">=", 85),
    "job-positions": ("civil-service", "milestone", "=", 100),
    "networked-work": ("civil-service", "by-year", "=", 100),
    "qualified-staff": ("civil-service", "by-year", "=", 100),
    "recurrent-spending": ("public-finance", "falling", "<", None),
    "work-files-online": ("digital-government", "by-year", ">=", 60),
    "official-email": ("digital-government", "annual", "=", 100),
}


@pytest.fixture(scope="module")
def plan() -> Catalog:
    data = APP / "data"
    return load(data / "plans" / "nhat-quang-2021-2025", [data / "published", data / "demo"])


def test_every_target_stands_as_in_the_plan(plan: Catalog) -> None:
    answers = {
        target.id: (target.area, target.kind, target.operator, target.requirement(target.version[-1], 2025, 2021))
        for target in plan.targets.values()
    }

    assert answers == TARGETS


def test_the_ladder_of_digitised_results(plan: Catalog) -> None:
    target = plan.targets["digitised-results"]

    assert [target.requirement(target.version[0], year, 2021) for year in plan.years] == [15, 35, 55, 75, 95]


def test_four_indices_must_rise_and_dti_stands_apart(plan: Catalog) -> None:
    assert [index.id for index in plan.indices.values() if index.headline] == [
        "par-index",
        "papi",
        "ict-index",
        "satisfaction",
    ]
    assert not plan.indices["dti"].headline
    assert len(plan.indices["papi"].part) == 8


def test_nobody_is_named_for_procedures(plan: Catalog) -> None:
    assert plan.owner_of_area("procedures") == "unassigned"
    assert not plan.owners["unassigned"].assigned
    assert plan.owners["unassigned"].name == "Chưa phân công"


def test_tasks_and_owners_and_systems_are_all_there(plan: Catalog) -> None:
    tasks = [task.area for task in plan.tasks.values()]

    assert [tasks.count(area) for area in plan.areas] == [4, 7, 5, 5, 2, 5, 8]
    assert len([owner for owner in plan.owners.values() if owner.assigned]) == 7
    assert len(plan.systems) == 11


def test_the_commune_and_its_successor(plan: Catalog) -> None:
    commune = plan.units["nhat-quang"]

    assert (commune.code, str(commune.valid_to), commune.successor) == ("12415", "2025-06-30", "tien-tien")
    assert plan.units["tien-tien"].code == "12424"


def test_the_breaks_that_the_method_names(plan: Catalog) -> None:
    assert {"papi-2018", "ict-dti", "sipas-2023", "merger-2025"} <= set(plan.breaks)
    assert all(row.reason for row in plan.breaks.values())


@pytest.mark.parametrize(
    ("kind", "first_day", "last_day", "due"),
    [
        ("quy-1", "2024-12-15", "2025-03-14", "2025-03-20"),
        ("6-thang", "2024-12-15", "2025-06-14", "2025-06-20"),
        ("quy-3", "2025-06-15", "2025-09-14", "2025-09-20"),
        ("nam", "2024-12-15", "2025-12-14", "2025-12-20"),
    ],
)
def test_the_periods_of_reports_have_their_days(
    plan: Catalog, kind: str, first_day: str, last_day: str, due: str
) -> None:
    assert [day.isoformat() for day in plan.periods[kind].dates(2025)] == [first_day, last_day, due]
