"""The picture of the benchmark shows what its table says."""

from xml.etree import ElementTree as ET

from benchmarks.plot import drawn, read

TABLE = """
Some machine

| Phrasings | What | Made, s | Loaded, s | B/phrasing | p50, ms | p95, ms | p50 to engine's |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
| 10,000 | engine | 1.00 | 0.50 | 900 | 1.50 | 3.00 | 1.00 |
| 10,000 | bm25s | 1.00 | | | 0.40 | 0.90 | 0.27 |
| 10,000 | tantivy | | | | not installed | | |
| 100,000 | engine | 9.00 | 1.50 | 800 | 4.00 | 9.00 | 1.00 |
"""


def test_every_measured_line_of_the_table_is_read():
    assert read(TABLE) == {"engine": [(10_000, 1.5), (100_000, 4.0)], "bm25s": [(10_000, 0.4)]}


def test_each_thing_measured_is_drawn_with_its_name_and_a_dot_for_each_size():
    picture = ET.fromstring(drawn(read(TABLE)))  # noqa: S314 - our own
    name = "{http://www.w3.org/2000/svg}"
    texts = [each.text for each in picture.iter(f"{name}text")]
    assert {"engine", "bm25s", "10,000", "100,000", "1 ms"} <= set(texts)
    assert len(list(picture.iter(f"{name}circle"))) == 3
