"""The start: the only place that reads the environment, the keys and the word files, and picks the parts of the house.

``settings`` is light, for the processes that only watch others; ``house`` opens everything. Whatever keeps the house from
opening becomes ``CannotStart``: sentences that say what to do, Indonesian before English.
"""
