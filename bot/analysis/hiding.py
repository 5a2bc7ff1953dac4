"""Small groups are hidden, so that no summary tells what one woman answered.

The law. People who answered one question stand in groups that do not overlap (one for each union); beside the groups their
total is shown. Whoever reads the page may add and subtract. Then every sum that she can form (a shown group; the total; the
total less all shown groups, which is what is hidden together) belongs to nobody at all or to at least ``LEAST`` people.

So a group of 1 to 4 is hidden, and where what is hidden together is still fewer than five, the smallest shown group is hidden
with it (secondary suppression, as in Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). A total of 1 to 4
is hidden too; then every group is. Empty groups hide nobody and never help to hide.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

LEAST: Final = 5
"""The fewest people whose answers may be shown together."""

Group = TypeVar("Group", bound=Hashable)


def hidden(people: Mapping[Group, int]) -> frozenset[Group]:
    """Return the groups whose answers must not be shown beside their total. ``people`` counts the people of each group.

    The same counts always hide the same groups, whatever their order: ties are broken by the groups' own text.
    """
    small = {group for group, count in people.items() if 0 < count < LEAST}
    together = sum(people[group] for group in small)
    if 0 < together < LEAST:
        shown = [group for group, count in people.items() if count >= LEAST]
        if shown:
            small.add(min(shown, key=lambda group: (people[group], str(group))))
    return frozenset(small)


def total_hidden(people: Mapping[Group, int]) -> bool:
    """Tell whether even the total of all groups stands for too few people."""
    return 0 < sum(people.values()) < LEAST
