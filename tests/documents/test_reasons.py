"""Every kind of document of every year can be made, or says in one sentence why not (reasons.toml)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import reports
from cchc_metrics.documents.request import check_request
from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace

TABLE = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
UNITS = {
    "nhat-quang-2021-2025": ("nhat-quang", "tien-tien", "hung-yen"),
    "tien-tien-2026-2030": ("tien-tien",),
}

Case = tuple[str, str, int]


def reasons(catalog: Catalog) -> dict[Case, str]:
    """The sentence of each unit, kind and year of a plan whose document cannot be made."""
    years = f"{catalog.years[0]}–{catalog.years[-1]}"
    sentences = {}
    for row in TABLE["reason"]:
        if row["plan"] == catalog.plan.id:
            for kind in row["kinds"]:
                for year in row["years"]:
                    document = TABLE["names"][kind].format(year=year, years=years)
                    text = row["sentence"].format(document=document, year=year, before=year - 1)
                    sentences[row["unit"], kind, year] = text
    return sentences


def cases(catalog: Catalog) -> Iterator[Case]:
    for unit in UNITS[catalog.plan.id]:
        for kind in reports.kinds(catalog):
            # The final review is of the last year, whatever year is asked for.
            for year in catalog.years if kind != "tong-ket" else catalog.years[-1:]:
                yield unit, kind, year


@pytest.mark.slow
@pytest.mark.parametrize("plan", UNITS)
def test_every_document_can_be_made_or_says_in_one_sentence_why_not(plan: str, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path, plan=plan)
    values: dict[Case, Any] = {}
    for unit, kind, year in cases(workspace.catalog):
        try:
            check_request(
                workspace.store, workspace.catalog, reports.request(workspace, kind=kind, unit=unit, year=year)
            )
        except FaultError as error:
            values[unit, kind, year] = str(error)

    assert values == reasons(workspace.catalog)
    # One sentence: one full stop, and nothing that makes two of it.
    assert all(text.count(". ") == 0 and ";" not in text for text in values.values())
