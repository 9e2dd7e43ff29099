"""What is measured, in the order of the table, and where each figure should stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A line of the table: a figure's name, what it is counted in, and the most or the least that it should be."""

    label: str
    unit: str  # "H", "ms", "s", "MB", "kB", "queries", "times", "a second", "answers" or "%"
    most: float | None = None
    least: float | None = None

    @property
    def wanted(self) -> str:
        """The goal in words; "" where there is none."""
        if self.most is not None:
            return f"<= {self.most:g} {self.unit}"
        return "" if self.least is None else f">= {self.least:g} {self.unit}"

    def verdict(self, value: float) -> str:
        """Return "ok" or "OVER", or "UNDER"; "" where there is no goal."""
        if self.most is not None:
            return "ok" if value <= self.most else "OVER"
        return "" if self.least is None else "ok" if value >= self.least else "UNDER"


GOALS = {
    "lesson": Goal("Lesson page, not kept", "H", 25),
    "lesson queries": Goal("  its queries", "queries", 10),
    "lesson kept": Goal("Lesson page, kept", "H", 1.6),
    "home kept": Goal("Home page, kept", "H", 1.6),
    "library 10": Goal("Library, 10 lessons", "H", 30),
    "library 10 queries": Goal("  its queries", "queries", 10),
    "library 1000": Goal("Library, 1,000 lessons", "H", 30),
    "library 1000 queries": Goal("  its queries", "queries", 10),
    "library 10000": Goal("Library, 10,000 lessons", "H", 30),
    "library 10000 queries": Goal("  its queries", "queries", 10),
    "library 10000 narrowed": Goal("  narrowed by age and topic", "H", 30),
    "library 100000": Goal("Library, 100,000 lessons", "H", 40),
    "library 100000 queries": Goal("  its queries", "queries", 10),
    "library 100000 narrowed": Goal("  narrowed by age and topic", "H", 40),
    "library growth": Goal("  100,000 lessons against 1,000", "times", 1.5),
    "lesson 10000": Goal("Lesson page among 10,000", "H", 25),
    "search common 10000": Goal("Search, a word on every page, 10,000: p95", "ms", 40),
    "search any 10000": Goal("Search, another word each time, 10,000: p95", "ms", 40),
    "typing 10000": Goal("As one types, 10,000: p95", "ms", 20),
    "search common 100000": Goal("Search, a word on every page, 100,000: p95", "ms", 200),
    "search any 100000": Goal("Search, another word each time, 100,000: p95", "ms", 200),
    "typing 100000": Goal("As one types, 100,000: p95", "ms"),
    "first pdf": Goal("First PDF, six pages", "ms", 120),
    "first docx": Goal("First DOCX, the same", "ms"),
    "first odt": Goal("First ODT, the same", "ms"),
    "first epub": Goal("First EPUB, the same", "ms"),
    "first whole": Goal("First PDF, the whole lesson of 14 pages", "ms"),
    "first all": Goal("All four formats, one after the other", "ms", 1200),
    "again pdf": Goal("PDF again", "H", 2.5),
    "again docx": Goal("DOCX again", "H", 2.5),
    "again odt": Goal("ODT again", "H", 2.5),
    "again epub": Goal("EPUB again", "H", 2.5),
    "cold start": Goal("Cold start to the first page", "s", 1.2),
    "memory": Goal("Memory of a web process (resident)", "MB", 140),
    "lesson weight": Goal("First visit of a lesson, gzip", "kB", 60),
    "library weight": Goal("First visit of the library, gzip", "kB", 80),
    "exercise": Goal("Exercise page, not kept", "H", 25),
    "player kept": Goal("Player's first item, kept", "H", 1.6),
    "answer": Goal("An answer: scored, with the page that follows", "H"),
    "results": Goal("The last of twenty answers, with the results", "H"),
    "exercise weight": Goal("First visit of an exercise and its player, gzip", "kB", 45),
    "class answer": Goal("An answer of a pupil, kept", "H", 8),
    "class explained": Goal("  with its explanation", "H", 8),
    "class answers": Goal("Answers, 100 connections at once", "a second", least=700),
    "class answers p99": Goal("  p99", "ms", 250),
    "class explained answers": Goal("  with their explanations", "a second", least=700),
    "class explained answers p99": Goal("  p99", "ms", 250),
    "class burst": Goal("3,000 pupils answer at the same moment", "s", 5),
    "class join": Goal("Joining a class", "H", 10),
    "class joins": Goal("3,000 join at the same moment", "s", 8),
    "class wrong": Goal("Lost, doubled, changed or refused", "answers", 0),
    "cards en": Goal("15 share cards of a language, for the first time", "s", 1),
    "cards ar": Goal("  in Arabic", "s", 1),
    "cards en posters": Goal("  with five posters more", "s", 3),
    "cards ar posters": Goal("  with five posters more, in Arabic", "s", 3),
    "class live": Goal("What moves on the live page", "H"),
    "class live same": Goal("  when nothing moved", "H"),
    "class live all": Goal("100 live pages, every 4 s: of one core", "%"),
    "class results": Goal("Results of 1,000 pupils", "H", 40),
    "class results queries": Goal("  its queries", "queries", 10),
    "network": Goal("Network, 10,000 schools, 200,000 lessons", "H", 35),
    "network anew": Goal("  other figures each time, written out anew", "H"),
    "network queries": Goal("  its queries", "queries", 12),
    "network map": Goal("  its map, not compressed", "kB", 10),
    "network rebuild": Goal("  its figures added up, by the worker", "s"),
    "school": Goal("School of 1,000 pupils", "H", 40),
    "school anew": Goal("  after a change, and once a minute", "H"),
    "school queries": Goal("  its queries", "queries", 10),
    "matching": Goal("2,000 ambassadors matched with 500 requests", "s", 5),
    "matching read": Goal("  reading both from the database", "s"),
}


@dataclass(frozen=True)
class Result:
    """One figure with a remark: times, queries, how far the rounds differed."""

    value: float
    remark: str = ""


Results = dict[str, Result]


def table(columns: dict[str, Results]) -> str:
    """Return one table for each database: figure, goal, whether it is met, remark."""
    lines = []
    for name, results in columns.items():
        lines += ["", f"{name:44}{'goal':>15}  {'measured':>17}"]
        lines += [_line(goal, results[key]) for key, goal in GOALS.items() if key in results]
    return "\n".join(lines)


def _line(goal: Goal, result: Result) -> str:
    whole = goal.unit in ("queries", "MB", "a second", "answers") or (
        goal.unit == "ms" and result.value >= 100
    )
    digits = 0 if whole else 2 if goal.unit in ("s", "times") else 1
    value = f"{result.value:>8.{digits}f} {goal.unit:8}"
    verdict = goal.verdict(result.value)
    return f"{goal.label:44}{goal.wanted:>15}  {value}  {verdict:5}  {result.remark}".rstrip()
