"""Prints the table of ratios: `python -m tests.bench`, or with the names of some of BENCHES."""

import sys

import click

from tests.bench import asking, browsing, building, handing_in, reporting, scoring

BENCHES = {
    "browsing": browsing,
    "building": building,
    "asking": asking,
    "scoring": scoring,
    "handing_in": handing_in,
    "reporting": reporting,
}

if __name__ == "__main__":
    click.echo("| what | takes | against | ratio | aim |\n|---|---|---|---|---|")
    for name in sys.argv[1:] or BENCHES:
        for result in BENCHES[name].results():
            click.echo(result.line())
