"""What is measured, in the order of the table, and where each figure should stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A line of the table: a figure's name, what it is counted in, and the most that it should be (None: no goal)."""

    label: str
    unit: str  # "H", "ms", "s", "MB", "kB" or "queries"
    most: float | None = None


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
}


@dataclass(frozen=True)
class Result:
    """One figure with a remark: times, queries, how far the rounds differed."""

    value: float
    remark: str = ""


Results = dict[str, Result]


def table(columns: dict[str, Results]) -> str:
    """Return one table for each database: figure, goal, "ok" or "OVER", remark."""
    lines = []
    for name, results in columns.items():
        lines += ["", f"{name:44}{'goal':>13}  {'measured':>16}"]
        lines += [_line(goal, results[key]) for key, goal in GOALS.items() if key in results]
    return "\n".join(lines)


def _line(goal: Goal, result: Result) -> str:
    verdict = "" if goal.most is None else "ok" if result.value <= goal.most else "OVER"
    most = "" if goal.most is None else f"<= {goal.most:g} {goal.unit}"
    whole = goal.unit in ("queries", "MB") or (goal.unit == "ms" and result.value >= 100)
    digits = 0 if whole else 2 if goal.unit in ("s", "times") else 1
    value = f"{result.value:>8.{digits}f} {goal.unit:7}"
    return f"{goal.label:44}{most:>13}  {value}  {verdict:4}  {result.remark}".rstrip()
