"""Prints the table of ratios: `python -m tests.bench`, or with the names of some of BENCHES."""

import sys

import click

from tests.bench import browsing, library

BENCHES = {
    "browsing": browsing.results,
    "building": library.building,
    "asking": library.asking,
    "scoring": library.scoring,
    "handing_in": library.handing_in,
    "reporting": library.reporting,
}

if __name__ == "__main__":
    click.echo("| what | takes | against | ratio | aim |\n|---|---|---|---|---|")
    for name in sys.argv[1:] or BENCHES:
        for result in BENCHES[name]():
            click.echo(result.line())
