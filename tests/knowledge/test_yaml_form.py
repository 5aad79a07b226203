"""What is wrong with a file as YAML."""

import pytest
import yaml

from bot.knowledge import KnowledgeError, check, load, yamltree


def test_a_syntax_error_is_reported_with_its_place_and_a_mend(problem):
    found = problem("entries:\n  - id: x: y\n")

    assert found.startswith("kb/base.yaml:2:10: file: this is not YAML (mapping values are not allowed")
    assert "in quotes" in found


def test_a_tab_is_named(problem):
    found = problem("entries:\n\t- id: x\n")

    assert found.startswith("kb/base.yaml:2:1: file: this is not YAML")
    assert "spaces, not tabs" in found


def test_an_open_quote_is_named(problem):
    assert problem('entries:\n  - id: "x\n').startswith("kb/base.yaml:2:9: file: this is not YAML")
    assert "close the quote in this line" in problem('entries:\n  - id: "x\n')


def test_an_open_bracket_is_named(problem):
    found = problem("texts:\n  a: {en: [b, c\n  d: e\n")
    assert found.startswith("kb/base.yaml:2:11: file: this is not YAML")
    assert "close the bracket that opens here" in found


def test_a_file_in_another_encoding_is_reported_where_it_begins(problem):
    found = problem("entries:\n  - id: 包头\n".encode("gbk"))

    assert found == "kb/base.yaml:2:9: file: the file is not UTF-8 here; save it with the encoding UTF-8"


def test_a_control_character_is_reported_where_it_stands(problem):
    found = problem("entries:\n  - id: a\x01b\n")

    assert found == "kb/base.yaml:2:10: file: the character U+0001 is not allowed; delete it"


def test_a_byte_order_mark_does_no_harm(problems):
    assert problems(b"\xef\xbb\xbfentries: []\n") == []


def test_a_file_over_the_size_limit_is_refused_unread(problem, monkeypatch):
    monkeypatch.setattr(yamltree, "MAX_BYTES", 1024 * 1024)

    assert problem("# " + "x" * 1024 * 1024) == (
        "kb/base.yaml:1:1: file: the file is over 1 MiB; split it into several"
    )


def test_the_size_limit_is_32_mebibytes():
    assert yamltree.MAX_BYTES == 32 * 1024**2


def test_deep_nesting_is_refused_where_it_goes_too_deep(problem):
    found = problem("entries: " + "[" * 200_000)

    assert found.startswith("kb/base.yaml:1:41: file: nested more than 32 deep")


def test_aliases_that_blow_up_are_refused(problem):
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    found = problem("\n".join(lines))

    assert found.startswith("kb/base.yaml:5:")
    assert "aliases repeat more than 100,000 values" in found


def test_an_alias_of_the_thing_it_stands_in_is_refused(problem):
    found = problem("entries: &all [*all]\n")

    assert found.startswith("kb/base.yaml:1:16: file: '*all' repeats the very thing it stands in")


def test_an_alias_without_anchor_is_refused(problem):
    assert "'*gone' repeats something that has no '&gone' before it" in problem("entries: *gone\n")


def test_a_few_aliases_are_read(base):
    kb = base("""
        entries:
          - {id: a, questions: &q {en: [one way]}, answer: {en: Yes.}}
          - {id: b, questions: *q, answer: {en: No.}}
    """)

    assert kb.entries["b"].questions == {"en": ("one way",)}


def test_a_second_document_is_refused(problem):
    found = problem("entries: []\n---\nfacts: []\n")

    assert found.startswith("kb/base.yaml:2:1: file: a second document begins here")


def test_tags_construct_nothing(base):
    kb = base("entries: [{id: !!python/name:os.system x, questions: {en: [q]}, answer: {en: !!int a}}]")

    assert kb.entries["x"].answer["en"] == "a"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n"])
def test_an_empty_file_is_no_problem(problems, text):
    assert problems(text) == []


def test_a_file_that_holds_no_sections_is_reported(problem):
    found = problem("- id: x\n")

    assert found.startswith("kb/base.yaml:1:1: file: write sections here (bot, sources,")


def test_a_folder_that_does_not_exist_gives_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path.relative_to(tmp_path) / "none")

    assert str(caught.value) == "none: folder: there is no such folder; name one that holds YAML files"


def test_a_folder_without_yaml_gives_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kb").mkdir()

    found = check((tmp_path / "kb").relative_to(tmp_path))

    assert [str(problem) for problem in found] == ["kb: folder: holds no .yaml file; name one that does"]


def test_a_file_that_cannot_be_read_is_reported(write, monkeypatch):
    folder = write("entries: []")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)

    assert [str(problem) for problem in check(folder)] == [
        "kb/base.yaml:1:1: file: cannot be read (Permission denied); check its name and permissions"
    ]


def test_the_slower_parser_reads_the_same(base, monkeypatch):
    text = """
        entries:
          - id: x
            questions: {en: ["a", 'b', c]}
            answer:
              en: >-
                folded
                text
    """
    fast = base(text)
    monkeypatch.setattr(yamltree, "_Loader", yaml.SafeLoader)

    assert base(text) == fast


def test_files_are_read_from_folders_below_in_the_order_of_their_names(write):
    folder = write(
        "entries: [{id: second, questions: {en: [q]}, answer: {en: a}}]",
        a="entries: [{id: first, questions: {en: [p]}, answer: {en: a}}]",
    )
    (folder / "more").mkdir()
    (folder / "more" / "c.yml").write_text("entries: [{id: third, questions: {en: [r]}, answer: {en: a}}]")

    assert list(load(folder).entries) == ["first", "second", "third"]
