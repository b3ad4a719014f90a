"""`cchc layouts`: the layouts of files that were learnt in a working folder."""

from pathlib import Path

import click

from cchc_metrics.cli.options import OutFile, opened, place


@click.group(invoke_without_command=True)
@click.pass_context
def layouts(context: click.Context) -> None:
    """Các cách đọc tệp đã học trong thư mục làm việc: cột nào là cột nào."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@layouts.command("list")
@place
def list_(folder: Path | None = None, plan: str | None = None) -> None:
    """Liệt kê các cách đọc đã học, và các tên lĩnh vực đã xác nhận."""
    known = opened(folder, plan).layouts
    rows = known.all()
    for layout in rows:
        origin = "của kế hoạch" if layout.shipped else "đã học"
        click.echo(f"{layout.id} · {origin} · {len(layout.columns)} cột · {layout.header[:100]}")
    for name, group in known.groups().items():
        click.echo(f"«{name}» → {group}")
    if not rows and not known.groups():
        click.echo("Chưa học cách đọc nào.")


@layouts.command()
@place
@click.argument("layout")
def show(folder: Path | None, plan: str | None, layout: str) -> None:
    """In một cách đọc: mỗi cột là cột nào."""
    from openpyxl.utils import get_column_letter

    found = opened(folder, plan).layouts.get(layout)
    click.echo(found.header)
    for column, name in sorted(found.columns.items(), key=lambda pair: int(pair[0])):
        click.echo(f"{get_column_letter(int(column) + 1)} = {name}")


@layouts.command()
@place
@click.argument("out", type=OutFile())
def export(folder: Path | None, plan: str | None, out: Path) -> None:
    """Ghi các cách đọc đã học ra một tệp, để đơn vị khác dùng."""
    from cchc_metrics import files

    files.write(out, opened(folder, plan).layouts.export())
    click.echo(out)


@layouts.command("import")
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(folder: Path | None, plan: str | None, file: Path) -> None:
    """Nhận các cách đọc từ tệp của một đơn vị khác."""
    click.echo(f"đã nhận {opened(folder, plan).layouts.take(file)} cách đọc")


@layouts.command()
@place
@click.argument("layout")
def forget(folder: Path | None, plan: str | None, layout: str) -> None:
    """Bỏ một cách đọc đã học; số liệu đã nộp không đổi."""
    click.echo(f"đã bỏ cách đọc {opened(folder, plan).layouts.forget(layout).id}")
