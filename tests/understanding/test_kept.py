"""What is worked out once is kept for the very objects it came from, and never for ever."""

from __future__ import annotations

from bot.understanding.kept import Kept


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], str]] = []

    def __call__(self, of: list[str], more: str) -> str:
        self.asked.append((of, more))
        return "".join(of) + more


def test_the_same_objects_are_worked_out_once() -> None:
    maker, of, more = Maker(), ["a"], "b"
    kept = Kept(maker)
    assert [kept(of, more), kept(of, more)] == ["ab", "ab"]
    assert len(maker.asked) == 1


def test_equal_objects_are_not_the_same() -> None:
    maker, more = Maker(), "b"
    kept = Kept(maker)
    assert [kept(["a"], more), kept(["a"], more)] == ["ab", "ab"]
    assert len(maker.asked) == 2


def test_what_came_and_went_is_never_taken_for_another() -> None:
    # Each list would be freed at once, and the next one put in its place in memory, if it were not held.
    kept = Kept("".join, most=200)
    assert [kept([str(index)]) for index in range(100)] == [str(index) for index in range(100)]


def test_no_more_than_most_are_kept() -> None:
    maker, more = Maker(), ""
    kept = Kept(maker, most=2)
    lists = [["a"], ["b"], ["c"]]
    for of in lists:
        kept(of, more)
    kept(lists[2], more)  # kept
    kept(lists[0], more)  # forgotten, and worked out again
    assert [of for of, _ in maker.asked] == [["a"], ["b"], ["c"], ["a"]]
