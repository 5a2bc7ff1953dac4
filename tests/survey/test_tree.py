"""Plain answers become a tree, and rows a table."""

from __future__ import annotations

import math

from bot.survey.tree import Node, Plain, Table, grow, plain_text

VALUES: dict[str, Plain] = {"kota": "Medan", "rumah": {"luas": 36}, "anak": [{"nama": "Ani"}, {"nama": "Budi"}]}


def test_a_tree_has_groups_and_repeats() -> None:
    root = grow("data", VALUES)
    assert [each.name for each in root.children] == ["kota", "rumah", "anak", "anak"]
    budi = root.children[3].children[0]
    assert (budi.text, budi.place, budi.repeats) == ("Budi", 1, False)
    assert (root.children[3].place, root.children[3].repeats) == (2, True)
    assert root.text == root.text == "Medan36AniBudi"
    assert [each.name for each in budi.above()] == ["nama", "anak", "data"]
    assert [each.name for each in root.inside()] == ["data", "kota", "rumah", "luas", "anak", "nama", "anak", "nama"]


def test_a_list_of_texts_is_a_question_seen_from_outside() -> None:
    root = grow("data", {"upah": ["1", "2"]})
    assert [(each.text, each.place, each.repeats) for each in root.children] == [("1", 1, True), ("2", 2, True)]


def test_plain_values_are_xforms_texts() -> None:
    found = [plain_text(each) for each in ("a", True, False, 3, 3.0, 3.5, 1e22, math.inf, ["x"])]
    assert found == ["a", "true", "false", "3", "3", "3.5", "1e+22", "inf", ""]


def test_what_lies_too_deep_is_left_out() -> None:
    values: dict[str, Plain] = {"a": "x"}
    for _ in range(100):
        values = {"a": values}
    assert len(list(grow("data", values).inside())) == 34


def test_a_table_is_a_tree_and_an_index() -> None:
    table = Table("desa", [{"name": "a", "prov": "1"}, {"name": "b", "prov": "2"}, {"name": "c", "prov": "2"}, {}])
    assert [each.text for each in table.node.inside() if each.name == "name"] == ["a", "b", "c"]
    assert table.node.children[0].name == "root"
    assert table.node.children[0].children[1].place == 2
    assert table.node is table.node
    assert table.look_up("prov", "2", "name") == "b"
    assert table.look_up("prov", "2", "luas") == ""
    assert table.look_up("prov", "9", "name") == ""
    assert table.look_up("kota", "9", "name") == ""


def test_a_node_alone_has_its_own_text() -> None:
    assert Node("a", "x").text == "x"
