"""`cchc plan`: a new plan folder to fill in, and the dictionary of its tables and keys."""

import re

import click

from cchc_metrics.cli.plan_tasks import tasks


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
    from cchc_metrics.catalog.dictionary import skeleton
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
    from cchc_metrics.catalog.dictionary import as_markdown

    click.echo(as_markdown(), nl=False)


plan.add_command(tasks)
