"""A new plan folder can be filled in and checked by what the dictionary says, and the dictionary says all of it."""

import re
from pathlib import Path

import pytest

from cchc_metrics.catalog import load
from cchc_metrics.catalog.catalog import TABLES
from cchc_metrics.catalog.keys import as_markdown, dictionary, skeleton
from cchc_metrics.faults import FaultError

FILLED = {
    "[điền: số/KH-UBND]": "01/KH-UBND",
    "[điền: Kế hoạch số/KH-UBND]": "Kế hoạch 01/KH-UBND",
    "[điền: Xã …]": "Xã Thử",
    "[điền: Văn phòng HĐND và UBND]": "Văn phòng HĐND và UBND",
}


def written(folder: Path, fill: dict[str, str]) -> Path:
    for name, text in skeleton("xa-thu-2026-2030").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        for placeholder, words in fill.items():
            text = text.replace(placeholder, words)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_new_folder_lists_what_is_to_be_filled_in_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as refusal:
        load(written(tmp_path, {}))

    assert {fault.kind for fault in refusal.value.faults} == {"missing-value"}
    assert all("chưa điền: «[điền" in str(fault) for fault in refusal.value.faults)


def test_a_new_folder_that_is_filled_in_is_a_plan(tmp_path: Path) -> None:
    folder = written(tmp_path, FILLED)
    for file in folder.glob("*.toml"):
        file.write_text(re.sub(r"\[điền: ([^\]]+)\]", r"\1", file.read_text(encoding="utf-8")), encoding="utf-8")

    plan = load(folder)

    assert (plan.plan.id, plan.units["xa"].name) == ("xa-thu-2026-2030", "Xã Thử")
    assert (len(plan.targets), len(plan.tasks), len(plan.indices)) == (1, 1, 1)


def test_every_example_of_the_dictionary_is_taken(tmp_path: Path) -> None:
    """The optional keys too: each stands in the new folder behind a # and is a value of its kind there."""
    text = skeleton("x")["unit.toml"]
    folder = written(tmp_path, FILLED)
    (folder / "unit.toml").write_text(
        re.sub(r"^# (code|note) = ", r"\1 = ", text.replace("[điền: Xã …]", "Xã Thử"), flags=re.MULTILINE),
        encoding="utf-8",
    )
    with pytest.raises(FaultError) as refusal:
        load(folder)

    assert not [fault for fault in refusal.value.faults if "unit.toml" in str(fault)]


def test_the_dictionary_has_every_table_and_every_key() -> None:
    tables = {table.name: {key.name for key in table.keys} for table in dictionary()}

    assert {name: set(model.model_fields) for name, model in TABLES.items()}.items() <= tables.items()
    assert tables["Stage"] == {"year", "value"}
    assert all(key.text and key.example for table in dictionary() for key in table.keys)
    assert "| `due_year` | số nguyên |" in as_markdown()


def test_a_key_that_is_missing_is_told_with_its_meaning_and_an_example(tmp_path: Path) -> None:
    folder = written(tmp_path, FILLED)
    (folder / "one.toml").write_text('[[target]]\nid = "a"\n[[target.version]]\nvalue = 80\n', encoding="utf-8")

    with pytest.raises(FaultError) as refusal:
        load(folder)

    faults = {
        fault.place.rpartition(" · ")[2]: fault for fault in refusal.value.faults if fault.problem == "thiếu khóa này"
    }
    assert {"measure", "cite", "version[1].from_year"} <= set(faults)
    assert faults["measure"].expected.startswith("đo bằng: đếm đủ (count)")
    assert faults["version[1].from_year"].expected == "năm đầu áp dụng"
    assert faults["version[1].from_year"].remedy == "thêm khóa vào bảng, ví dụ from_year = 2026"
