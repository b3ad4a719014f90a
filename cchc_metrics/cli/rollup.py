"""`cchc rollup`: lists of dossiers of many units to a table of counts."""

from pathlib import Path

import click


@click.command()
@click.argument("dossiers", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Máy đếm.")
def rollup(dossiers: tuple[Path, ...], out: Path, engine: str) -> None:
    """Đếm các danh sách hồ sơ (CSV, Parquet, hoặc thư mục) theo đơn vị và tháng vào thư mục OUT.

    Chỉ những tháng mà danh sách mới hoặc danh sách vừa đổi nói đến được đếm lại. Spark cho cùng kết quả, dùng khi
    một máy không chứa nổi dữ liệu: «uv run --extra spark cchc rollup … --engine spark …».
    """
    from cchc_metrics.rollup import roll_up

    result = roll_up(dossiers, out, engine)
    click.echo(f"đếm lại {len(result.made)} tháng: {', '.join(result.made) or 'không tháng nào'}")
    if result.stayed:
        click.echo(f"giữ nguyên {len(result.stayed)} tháng")
    if result.left_out:
        click.echo(f"Lưu ý: {result.left_out} hồ sơ không có ngày tiếp nhận, hoặc ngày, số không đọc được.", err=True)
