"""One line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What took how long (s), against what, and the ratio that is aimed at."""

    what: str
    ours: float
    bare: float
    aim: float
    against: str

    def line(self) -> str:
        """The line as Markdown."""
        return (
            f"| {self.what} | {1000 * self.ours:.0f} ms | {self.against}: {1000 * self.bare:.0f} ms "
            f"| {self.ours / self.bare:.2f} | ≤ {self.aim:g} |"
        )
