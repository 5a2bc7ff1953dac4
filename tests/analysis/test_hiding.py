"""Nobody can work out what one to four women answered, whatever she adds and subtracts."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.hiding import LEAST, hidden, total_hidden
from bot.analysis.weekly import UNREGISTERED, shares_of

groups = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(min_value=0, max_value=30))


@given(groups)
def test_no_sum_that_a_reader_can_form_stands_for_one_to_four(people: dict[str, int]) -> None:
    unseen = hidden(people)
    shown = {group: count for group, count in people.items() if group not in unseen}
    total = sum(people.values())
    assert not any(0 < count < LEAST for count in shown.values())
    if not total_hidden(people):
        # What is hidden is known only as one sum: the total less all that is shown.
        remainder = total - sum(shown.values())
        assert remainder == 0 or remainder >= LEAST
    else:
        # No total is shown, and nothing else either.
        assert not any(shown.values())


@given(groups)
def test_it_hides_no_more_than_one_group_beyond_the_small_ones(people: dict[str, int]) -> None:
    beyond = [group for group in hidden(people) if people[group] >= LEAST]
    assert len(beyond) <= 1
    if beyond:
        shown = [count for group, count in people.items() if group not in hidden(people) and count >= LEAST]
        assert all(people[beyond[0]] <= count for count in shown)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(min_value=0, max_value=9)))
def test_the_order_of_the_groups_does_not_matter(people: dict[str, int]) -> None:
    assert len({hidden(dict(order)) for order in permutations(people.items())}) == 1


def test_two_small_groups_of_five_together_need_no_third() -> None:
    assert hidden({"a": 2, "b": 3, "c": 40}) == {"a", "b"}


def test_one_small_group_takes_the_smallest_other_one_with_it() -> None:
    assert hidden({"a": 4, "b": 9, "c": 7}) == {"a", "c"}


def test_shares_show_zero_groups_not_at_all_and_hidden_ones_as_none() -> None:
    total, unions, apart = shares_of(
        ["ya", "tidak"],
        {"a": {"": 3, "ya": 3}, "b": {"": 6, "ya": 2, "tidak": 4}, "c": {"": 0}, UNREGISTERED: {"": 4, "ya": 4}},
        {"c": "C", "b": "B", "a": "A"},
    )
    assert (total.people, total.choices) == (9, (5, 4))
    assert [(one.key, one.people, one.choices) for one in unions] == [
        ("b", None, (None, None)),
        ("a", None, (None, None)),
    ]
    assert apart is not None
    assert apart.people is None


def test_voices_of_no_register_stand_in_no_total() -> None:
    total, unions, apart = shares_of(["ya"], {UNREGISTERED: {"": 8, "ya": 5}}, {})
    assert (total.people, unions) == (0, ())
    assert apart is not None
    assert (apart.people, apart.choices) == (8, (5,))


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(*[st.integers(0, 9)] * 3), max_size=5))
def test_subtracting_the_shown_choices_gives_no_small_group_away(answers: dict[str, tuple[int, int, int]]) -> None:
    names = {key: key for key in answers}
    counted = {key: {"": sum(of), "x": of[0], "y": of[1], "z": of[2]} for key, of in answers.items()}
    total, unions, _ = shares_of(["x", "y", "z"], counted, names)
    hidden_people = sum(counted[one.key][""] for one in unions if one.people is None)
    if total.people is not None:
        shown = sum(one.people for one in unions if one.people is not None)
        assert total.people - shown == hidden_people
        assert hidden_people == 0 or hidden_people >= LEAST
    else:
        assert all(one.people is None for one in unions)
