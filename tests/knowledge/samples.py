"""Small pieces of YAML that the tests put together."""

SOURCE = "sources: [{id: paper, title: {en: T}, publisher: {en: P}, updated: 2021-04-08}]\n"
JOBS = "facts: [{id: jobs, value: 68000}]\n"


def entry(rest="", *, answer="Yes.", id_="x", questions="[q]"):
    """An entry on the line `entries:` is on; its answer's text begins in column 26 of the next."""
    return f"entries:\n- id: {id_}\n  answer: {{en: {answer!r}}}\n  questions: {{en: {questions}}}\n{rest}"
