"""The .sql files say of themselves what is true."""

import re
from pathlib import Path

import duckdb
import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.store import build_store, rows_of
from cchc_metrics.store import store as definitions

EVERY = [*definitions.table_definitions(), *definitions.view_definitions(), *definitions.check_definitions()]


@pytest.fixture(scope="module")
def built(mini: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "mini.duckdb"
    build_store(path, rows_of(mini))
    return path


@pytest.mark.parametrize(
    "definition", [*definitions.view_definitions(), *definitions.check_definitions()], ids=lambda found: found.name
)
def test_a_header_names_exactly_what_its_statement_reads(definition: definitions.Definition) -> None:
    known = {one.name for one in EVERY}
    read = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", definition.sql)) & known

    assert set(definition.reads) == read


@pytest.mark.parametrize("definition", EVERY, ids=lambda found: found.name)
def test_every_file_says_what_its_row_is(definition: definitions.Definition) -> None:
    assert definition.row
    assert definition.columns


def test_a_header_that_lies_stops_the_build(mini: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = definitions.table_definitions()
    lying = [definitions.Definition(one.name, one.sql, one.reads, one.row, one.columns[:-1]) for one in honest]
    monkeypatch.setattr(definitions, "table_definitions", lambda: tuple(lying))

    with pytest.raises(definitions.HeaderIsWrong):
        build_store(tmp_path / "mini.duckdb", rows_of(mini))

    assert list(tmp_path.iterdir()) == []


def test_viewers_cannot_write(built: Path) -> None:
    store = definitions.Store(built)

    with pytest.raises(duckdb.Error):
        store.frame("create table more as select 1 as one")
