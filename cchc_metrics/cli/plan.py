"""`cchc plan`: a new plan folder to fill in, the dictionary of its tables and keys, the tasks of an annex."""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import place, workspace_of

if TYPE_CHECKING:
    from cchc_metrics.catalog import Catalog
    from cchc_metrics.intake.task_tables import FoundTask, TaskTable

# So many rows of a preview fit a screen.
MOST = 15


@click.group()
def plan() -> None:
    """Lập một kế hoạch mới, hoặc xem từ điển của thư mục kế hoạch."""


@plan.command()
@click.argument("identity", metavar="MÃ")
def new(identity: str) -> None:
    """Ghi một thư mục kế hoạch mới vào data/plans, mọi bảng và khóa có lời giải thích, để điền.

    Điền xong thì «cchc check --plan MÃ» kiểm tra; chỗ nào chưa điền được nêu ra.
    """
    from cchc_metrics import files
    from cchc_metrics.catalog.keys import skeleton
    from cchc_metrics.workspace import APP

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity):
        raise click.UsageError(f"mã «{identity}» chỉ gồm a-z, 0-9 và dấu gạch nối, ví dụ tien-tien-2026-2030")
    folder = APP / "data" / "plans" / identity
    if folder.exists():
        raise click.UsageError(f"đã có thư mục «{folder}»; chọn mã khác, hoặc sửa kế hoạch đó")
    for name, text in skeleton(identity).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        files.write(folder / name, text.encode())
    click.echo(folder)
    click.echo(f"Điền các chỗ «[điền: …]», rồi chạy: cchc check --plan {identity}")


@plan.command()
def docs() -> None:
    """In từ điển: mọi bảng và khóa của thư mục kế hoạch, lấy từ chương trình."""
    from cchc_metrics.catalog.keys import as_markdown

    click.echo(as_markdown(), nl=False)


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.rpartition("=") for one in texts]
    if wrong := next((one for one, (key, _, _) in zip(texts, pairs, strict=True) if not key.strip()), None):
        raise click.BadParameter(f"«{wrong}»: cần dạng 'Tư pháp=tu-phap-ho-tich'")
    return {key.strip(): value.strip() for key, _, value in pairs}


@plan.command()
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--document", help="Mã văn bản được trích dẫn; mặc định là văn bản của kế hoạch.")
@click.option("--place", "annex", help="Chỗ trong văn bản, ví dụ 'Phụ lục I'; mặc định đọc từ tệp.")
@click.option("--area", "areas", multiple=True, metavar="TÊN=MÃ", help="Tiêu đề này thuộc lĩnh vực nào.")
@click.option(
    "--owner", "owners", multiple=True, metavar="TÊN=MÃ", help="Tên này là chức danh nào; bỏ trống mã: không ai."
)
@click.option("--dry-run", is_flag=True, help="Chỉ xem, không ghi.")
def tasks(
    folder: Path | None,
    plan: str | None,
    file: Path,
    *,
    document: str | None,
    annex: str | None,
    areas: tuple[str, ...],
    owners: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Nhận nhiệm vụ từ bảng của phụ lục (Excel, Word, CSV) vào thư mục kế hoạch, có kiểm tra và trích dẫn tệp."""
    from cchc_metrics import files
    from cchc_metrics.catalog import load
    from cchc_metrics.intake.task_tables import tasks_in
    from cchc_metrics.text.letters import fold

    workspace = workspace_of(folder, plan)
    catalog = workspace.catalog
    table = tasks_in(
        file.name,
        file.read_bytes(),
        catalog,
        document=document,
        place=annex,
        areas=_pairs(areas),
        owners=_pairs(owners),
    )
    new = [each for each in table.tasks if each.known_id is None]
    _print_tasks(table, new, catalog)
    if dry_run or not new:
        click.echo("chưa ghi gì" if new else "không có nhiệm vụ nào mới; không ghi gì")
        return
    slug = re.sub(r"[^a-z0-9]+", "-", fold(file.stem)).strip("-") or "phu-luc"
    out = _free(workspace.plan_folder, f"nhiem-vu-{slug}")
    text = as_toml(new, f"Nhiệm vụ đọc từ tệp {file.name}.")
    with tempfile.TemporaryDirectory() as trial:
        copy = Path(trial) / workspace.plan_folder.name
        shutil.copytree(workspace.plan_folder, copy)
        (copy / out.name).write_text(text, encoding="utf-8")
        # A plan with these tasks is read whole before anything is written beside it.
        load(copy, [one.folder for one in workspace.figure_folders])
    files.write(out, text.encode())
    click.echo(f"đã ghi {out}")


def _print_tasks(table: "TaskTable", new: Sequence["FoundTask"], catalog: "Catalog") -> None:
    """How many tasks a table holds, by area, and the first of those that the plan does not have yet."""
    from cchc_metrics.text import formats

    for caution in table.cautions[:MOST]:
        click.echo(f"Lưu ý: {caution}", err=True)
    click.echo(f"{len(new)} nhiệm vụ mới, {len(table.tasks) - len(new)} đã có trong kế hoạch")
    for area, count in by_area(table.tasks).items():
        click.echo(f"  {catalog.areas[area].name}: {count}")
    for each in new[:MOST]:
        task = each.task
        owner = catalog.owners[task.owner].name if task.owner else "theo lĩnh vực"
        due = formats.day(task.due) if task.due else "không ghi hạn"
        click.echo(f"  {task.id} · {task.name[:70]} · {owner} · {due} · {each.place.rpartition(', ')[2]}")
    if len(new) > MOST:
        click.echo(f"  … và {len(new) - MOST} nhiệm vụ nữa")


def _free(folder: Path, stem: str) -> Path:
    """A name that no file of the folder has."""
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.toml" for number in range(1, 1000))
    return next(folder / name for name in names if not (folder / name).exists())


def as_toml(entries: Sequence["FoundTask"], head: str) -> str:
    """The tasks that the plan does not have yet, as a file of a plan folder."""
    blocks = [f"# {head}"]
    for each in entries:
        if each.known_id is None:
            fields = each.task.model_dump(exclude_defaults=True, exclude={"cite"})
            parts = [f"{key} = {_value(value)}" for key, value in fields.items() if value not in (None, "")]
            cite = each.task.cite
            parts.append(f"cite = {{ document = {_value(cite.document)}, place = {_value(cite.place)} }}")
            blocks.append("\n".join(["[[task]]", *parts]))
    return "\n\n".join(blocks) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", text) + '"'
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def by_area(entries: Sequence["FoundTask"]) -> Mapping[str, int]:
    """How many new tasks each area gets."""
    counts: dict[str, int] = {}
    for each in entries:
        if each.known_id is None:
            counts[each.task.area] = counts.get(each.task.area, 0) + 1
    return counts
