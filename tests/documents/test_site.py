"""The published site: no file holds what may not be published; after a failure the old site is still there."""

import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cchc_metrics import files as saving
from cchc_metrics.documents import site
from cchc_metrics.documents.site import BrokenSite
from cchc_metrics.faults import FaultError
from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

# A whole site is made for each test.
pytestmark = pytest.mark.slow

DAY = dt.date(2026, 11, 25)
SHAPES = re.compile(r' (?:d|transform|points|x|y|x1|x2|y1|y2|width|height|viewBox)="[^"]*"')
SCOPE = site.Scope(("xa-thu",), "https://xa-thu.example")
FIGURES: tuple[Mapping[str, Any], ...] = (
    {"indicator_id": "papi", "year": 2023, "value": 11.1111, "method": "cach-moi"},
    {"indicator_id": "papi", "year": 2024, "value": 23.4567, "method": "cach-moi"},
    {"indicator_id": "papi", "part_id": "papi-1", "year": 2024, "value": 7.6543, "method": "cach-moi"},
    {"indicator_id": "papi", "year": 2025, "value": 24.1111, "method": "cach-moi"},
    {"indicator_id": "on-time", "year": 2024, "numerator": 8641, "denominator": 9753},
    {"indicator_id": "early", "year": 2024, "numerator": 61, "denominator": 64},
)
# Each figure and what follows from it, as any file might write it: 23,4567 − 11,1111 and 24,1111 − 23,4567 too.
PAPI_2024 = ("23.4567", "23,4567", "23,46", "7.6543", "7,65", "12.3456", "12,35", "0,65", "0.6544")
ON_TIME = ("8641", "8.641", "9753", "9.753", "88.598", "88,6", "1112", "1.112")


def handed_in(
    workspace: Workspace, tmp_path: Path, figures: Iterable[Mapping[str, Any]] = FIGURES, *, approve: bool = True
) -> None:
    file = write_figures(tmp_path / f"{len(workspace.ledger.entries())}.csv", figures)
    entry = workspace.submit([file], unit_id="xa-thu", by="An")
    assert entry is not None
    if approve:
        workspace.ledger.append("approve", by="Bình", target=entry.number)


def site_of(workspace: Workspace, on: dt.date = DAY, *, illustrative: bool = False) -> dict[str, bytes]:
    with workspace.publishable(on=on, illustrative=illustrative) as publication:
        return site.files(publication, workspace.catalog, SCOPE)


def texts(files: Mapping[str, bytes]) -> str:
    """The text of all files, also inside the workbook, without fonts and the shapes of drawings."""
    result = [
        SHAPES.sub("", data.decode())
        for name, data in files.items()
        if not name.endswith((".ttf", ".xlsx", site.MANIFEST))
    ]
    with zipfile.ZipFile(io.BytesIO(files["du-lieu/tat-ca.xlsx"])) as book:
        result += [book.read(name).decode() for name in book.namelist()]
    return "\n".join(result)


def said_of(files: Mapping[str, bytes], numbers: Iterable[str]) -> set[str]:
    whole = texts(files)
    return {number for number in numbers if number in whole}


@pytest.fixture(scope="module")
def with_approval(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("approved")
    workspace = Workspace(folder / "workspace", "mini", DATA)
    handed_in(workspace, folder)
    return workspace


@pytest.fixture
def own_copy(with_approval: Workspace, copy_of: Callable[[Workspace], Workspace]) -> Workspace:
    """The approved figures in a folder of the test's own."""
    return copy_of(with_approval)


@pytest.fixture(scope="module")
def files(with_approval: Workspace) -> Mapping[str, bytes]:
    return site_of(with_approval)


def test_what_is_approved_is_in_the_files(files: Mapping[str, bytes]) -> None:
    assert {"23.4567", "23,46", "7.6543", "12,35", "0,65"} <= said_of(files, PAPI_2024)
    assert {"8641", "8.641", "88,6"} <= said_of(files, ON_TIME)


@pytest.mark.parametrize(
    ("embargo", "absent", "present"),
    [
        ('indicator = "papi"\nyear = 2024', PAPI_2024, "8641"),
        ('indicator = "on-time"\nunit = "xa-thu"', ON_TIME, "23.4567"),
    ],
)
def test_what_is_under_embargo_is_in_no_file(
    own_copy: Workspace, embargo: str, absent: tuple[str, ...], present: str
) -> None:
    workspace = own_copy
    (workspace.folder / "embargo.toml").write_text(f"[[embargo]]\n{embargo}\nuntil = 2026-11-26\n", encoding="utf-8")

    files = site_of(workspace)
    assert said_of(files, absent) == set()
    assert said_of(files, [present]) == {present}
    assert "từ ngày 26/11/2026" in files["index.html"].decode()


def test_on_the_day_itself_an_embargo_is_over(own_copy: Workspace) -> None:
    (own_copy.folder / "embargo.toml").write_text("[[embargo]]\nuntil = 2026-11-25\n", encoding="utf-8")

    assert "23.4567" in said_of(site_of(own_copy), PAPI_2024)


def test_what_nobody_approved_is_in_no_file(workspace: Workspace, tmp_path: Path) -> None:
    handed_in(workspace, tmp_path, FIGURES[4:])
    handed_in(workspace, tmp_path, FIGURES[:4], approve=False)

    assert said_of(site_of(workspace), [*PAPI_2024, "11.1111", "24.1111"]) == set()


def test_illustrations_come_only_when_asked_for_and_every_page_says_so(workspace_of: Any) -> None:
    workspace = workspace_of(demo=FIGURES)

    with pytest.raises(FaultError, match="không có số liệu nào được duyệt"):
        site_of(workspace)
    files = site_of(workspace, illustrative=True)
    assert "23.4567" in said_of(files, PAPI_2024)
    assert [
        name for name, data in files.items() if name.endswith(".html") and words.ILLUSTRATIVE not in data.decode()
    ] == []
    assert [
        name for name, data in files.items() if name.endswith(".svg") and words.ILLUSTRATIVE not in data.decode()
    ] == []


def test_illustrations_do_not_stand_in_for_figures_that_wait_for_approval(workspace_of: Any, tmp_path: Path) -> None:
    workspace = workspace_of(demo=FIGURES)
    handed_in(
        workspace, tmp_path, [{"indicator_id": "early", "year": 2023, "numerator": 1, "denominator": 2}], approve=False
    )

    for illustrative in (True, False):
        with pytest.raises(FaultError, match="không có số liệu nào được duyệt") as result:
            site_of(workspace, illustrative=illustrative)
        # An illustration would help in neither case; the number of the hand-in that waits does.
        assert "lần nộp 1 đang chờ" in result.value.faults[0].remedy
        assert "--illustrative" not in result.value.faults[0].remedy


def test_what_is_held_back_is_told_with_its_day_where_nothing_else_is_published(own_copy: Workspace) -> None:
    (own_copy.folder / "embargo.toml").write_text("[[embargo]]\nuntil = 2026-11-26\n", encoding="utf-8")

    for illustrative in (True, False):
        with pytest.raises(FaultError) as result:
            site_of(own_copy, illustrative=illustrative)
        assert "26/11/2026" in result.value.faults[0].remedy
        assert "--illustrative" not in result.value.faults[0].remedy


def test_without_an_illustration_nobody_is_told_to_publish_one(workspace: Workspace) -> None:
    with pytest.raises(FaultError) as result:
        site_of(workspace, illustrative=True)

    assert result.value.faults[0].remedy == "nộp và duyệt số liệu, hoặc chọn đơn vị khác (--unit)"


def test_the_same_figures_give_the_same_bytes(with_approval: Workspace, files: Mapping[str, bytes]) -> None:
    assert site_of(with_approval, dt.date(2027, 1, 1)) == files


def test_a_failed_publish_leaves_the_site_before(files: Mapping[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "cong-khai"
    site.install(files, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    for fault in (
        {"index.html": b'<a href="mat.html">x</a>'},
        {"index.html": b'<img src="https://x.example/a.png">'},
        {"index.html": b"<script>1</script>"},
        {"index.html": b'<a href="#khong-co">x</a>'},
        {"a": b"1", "a/b": b"2"},
    ):
        with pytest.raises((BrokenSite, FaultError)):
            site.install({**files, **fault} if len(fault) == 1 else fault, folder)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".cong-khai")] == []


def test_a_site_that_cannot_be_put_back_is_not_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cong-khai"
    site.install({site.MANIFEST: b"1"}, folder)
    rename = Path.rename

    def only_away(self: Path, target: Path) -> Path:
        if target == folder:
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", only_away)
    monkeypatch.setattr(saving, "_exchange", lambda *_: False)
    with pytest.raises(FaultError, match="không được phép ghi"):
        site.install({site.MANIFEST: b"2"}, folder)

    assert [path.read_bytes() for path in tmp_path.rglob(site.MANIFEST)] == [b"1"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets two folders change places")
def test_whoever_looks_while_a_site_is_published_anew_finds_one(tmp_path: Path) -> None:
    folder, end = tmp_path / "cong-khai", Event()
    site.install({site.MANIFEST: b"0"}, folder)

    def look() -> list[bool]:
        answers = []
        while not end.is_set():
            answers.append(folder.is_dir())
        return answers

    with ThreadPoolExecutor() as pool:
        viewer = pool.submit(look)
        try:
            for number in range(200):
                site.install({site.MANIFEST: str(number).encode()}, folder)
        finally:
            end.set()

    assert viewer.result()
    assert all(viewer.result())
    assert [path.name for path in tmp_path.iterdir()] == ["cong-khai"]


def test_a_later_publish_leaves_nothing_of_the_one_before(files: Mapping[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "cong-khai"
    site.install({**files} | {"cu.html": b"<p>x</p>"}, folder)
    site.install(files, folder)

    assert not (folder / "cu.html").exists()
    assert json.loads((folder / site.MANIFEST).read_text(encoding="utf-8"))["units"] == ["xa-thu"]


def test_a_folder_of_something_else_is_not_touched(files: Mapping[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "anh"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"1")

    with pytest.raises(FaultError, match="thư mục đã có thứ khác"):
        site.install(files, folder)
    assert [path.name for path in folder.iterdir()] == ["a.png"]


def test_every_column_of_the_open_data_is_in_its_dictionary(files: Mapping[str, bytes]) -> None:
    texts = {(row["table"], row["column"]) for row in json.loads(files["du-lieu/tu-dien.json"])}

    for name in ("chi-so", "chi-tieu", "thanh-phan", "nhom", "nguon"):
        head = files[f"du-lieu/{name}.csv"].decode("utf-8-sig").splitlines()[0].split(",")
        assert {(name, column) for column in head} <= texts
        assert all(list(row) == head for row in json.loads(files[f"du-lieu/{name}.json"]))
    rows = {(row["indicator_id"], row["year"]): row["value"] for row in json.loads(files["du-lieu/chi-so.json"])}
    assert rows["papi", 2024] == 23.4567
    assert rows["papi", 2022] is None


def test_a_card_says_its_figure_its_verdict_and_where_it_is_from(files: Mapping[str, bytes]) -> None:
    card = files["the/xa-thu/on-time.html"].decode()

    assert all(part in card for part in ("88,6", "Chưa đạt", "8.641/9.753", "Nguồn:", "Phiên bản số liệu"))
    assert "&lt;iframe src=&#34;https://xa-thu.example/the/xa-thu/on-time.html&#34;" in files["the/index.html"].decode()


def test_definitions_name_the_posts_of_today(default_workspace: Workspace) -> None:
    with default_workspace.publishable(on=DAY, illustrative=True) as publication:
        pages = site.Pages(publication, default_workspace.catalog, ("nhat-quang",), "", "", illustrative=True)
        page = pages.definitions().decode()

    # The post ended on 30/6/2025, and the plan names nobody after it.
    assert "<dd>chưa rõ ai thay Công chức Văn phòng – Thống kê</dd>" in page
    assert "<dd>Công chức Văn phòng – Thống kê</dd>" not in page
    assert "<dt>Công chức Văn phòng – Thống kê (đến hết ngày 30/06/2025)</dt>" in page
    assert "<dt>Công chức Tư pháp – Hộ tịch (đến hết ngày 30/06/2025; nay là Văn phòng HĐND và UBND)</dt>" in page


def test_markup_in_a_name_stays_words(workspace_of: Any) -> None:
    workspace = workspace_of(published=FIGURES)
    unit = workspace.catalog.units["xa-thu"].model_copy(update={"name": 'Xã <b>"Thử"</b> & con'})
    catalog = workspace.catalog
    with_markup = type(catalog)(**{**vars(catalog), "units": {**catalog.units, "xa-thu": unit}})
    with workspace.publishable(on=DAY) as publication:
        files = site.files(publication, with_markup, SCOPE)

    assert [name for name, data in files.items() if name.endswith((".html", ".svg")) and b"<b>" in data] == []
    heard: list[str] = []
    parser = HTMLParser()
    parser.handle_data = heard.append  # type: ignore[method-assign]
    parser.feed(files["the/index.html"].decode())
    assert 'title="PAPI, Xã &lt;b&gt;&quot;Thử&quot;&lt;/b&gt; &amp; con"' in "".join(heard)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[[embargo]]\nuntill = 2026-12-01\n", ["có phải là «until»?", "thiếu khóa này"]),
        ('[[embargo]]\nindicator = "papii"\nuntil = 2026-12-01\n', ["có phải là «papi»?"]),
        ('[[embargo]]\nunit = "xa-th"\nyear = "2024"\nuntil = 2026-12-01\n', ["«2024» không dùng được"]),
        ("[embargo]\nuntil = 2026-12-01\n", ["viết hai dấu ngoặc vuông"]),
        ("[[embago]]\nuntil = 2026-12-01\n", ["có phải là «embargo»?"]),
        ("[[embargo]\n", ["tệp TOML"]),
    ],
)
def test_a_wrong_embargo_publishes_nothing(own_copy: Workspace, text: str, problems: list[str]) -> None:
    (own_copy.folder / "embargo.toml").write_text(text, encoding="utf-8")

    with pytest.raises(FaultError) as refusal:
        site_of(own_copy)
    assert all(part in str(refusal.value) for part in problems)
