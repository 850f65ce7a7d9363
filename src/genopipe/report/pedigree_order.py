"""Who stands left of whom in a pedigree drawing, row by row."""

from genopipe.genome import Sex
from genopipe.report.pedigree_lines import Couple
from genopipe.report.pedigree_lines import People
from genopipe.report.pedigree_lines import parents_of
from genopipe.report.pedigree_lines import twin_sets


def _generations(people: People) -> dict[str, int]:
    """Return the row of each person, 0 the oldest; partners stand in one row."""
    rows = dict.fromkeys(people, 0)
    for _ in range(2 * len(people)):
        for person in people.values():
            couple = parents_of(person, people)
            lowest = max((rows[name] for name in couple), default=-1)
            for name in couple:
                rows[name] = lowest
            rows[person.person] = max(rows[person.person], lowest + 1)
    return rows


class _Order:
    """People in the order from left to right: each family together, the father's side before the mother's."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.placed: list[str] = []

    def visit(self, name: str) -> None:
        """Place a person after everyone who stands left of them."""
        if name in self.placed:
            return
        couple = parents_of(self.people[name], self.people)
        for parent in couple:
            self.visit(parent)
        siblings = [p.person for p in self.people.values() if couple and parents_of(p, self.people) == couple]
        last = self.people[name].sex is Sex.MALE and self._has_children(name)
        siblings = self._twins_together(siblings)
        others = [sibling for sibling in siblings if sibling != name]
        group = siblings if not self._has_children(name) else [*others, name] if last else [name, *others]
        self.placed += [member for member in group or [name] if member not in self.placed]

    def _twins_together(self, siblings: list[str]) -> list[str]:
        places = {name: siblings.index(name) for name in siblings}
        for names in twin_sets(siblings, self.people):
            places.update(dict.fromkeys(names, places[names[0]]))
        return sorted(siblings, key=places.__getitem__)

    def _has_children(self, name: str) -> bool:
        return any(name in parents_of(person, self.people) for person in self.people.values())


def _families(people: People) -> dict[Couple, list[str]]:
    children: dict[Couple, list[str]] = {}
    for person in people.values():
        if couple := parents_of(person, people):
            children.setdefault(couple, []).append(person.person)
    return children


def _partners(people: People) -> dict[str, list[str]]:
    """Return the partners of each person, in the order of their children."""
    partners: dict[str, list[str]] = {}
    for couple in _families(people):
        for one in couple:
            partners.setdefault(one, []).extend(other for other in couple if other != one)
    return partners


def _moved(row: list[str], names: list[str], before: str | None) -> list[str]:
    """Return a row in which some names stand before another one, or at the end."""
    rest = [name for name in row if name not in names]
    place = rest.index(before) if before in rest else len(rest)
    return [*rest[:place], *names, *rest[place:]]


def _second_partners_aside(rows: list[list[str]], people: People) -> list[list[str]]:
    """Return the rows with a second partner on the other side of a person, so that no line runs through the first one.

    Their children go to the same side. Where a partner has parents or other partners in the drawing, nothing is moved.
    """
    partners, families = _partners(people), _families(people)
    for hub, (first, *others) in {one: found for one, found in partners.items() if len(found) > 1}.items():
        second = others[0]
        row = next(row for row in rows if hub in row)
        free = second in row and len(partners[second]) == 1 and not parents_of(people[second], people)
        if not free or first not in row or abs(row.index(second) - row.index(hub)) == 1:
            continue
        if row.index(first) < row.index(hub):
            continue
        row[:] = _moved(row, [second], hub)
        for couple, group in families.items():
            if hub in couple and second in couple:
                below = next(row for row in rows if group[0] in row)
                half = [name for name in below if hub in parents_of(people[name], people) and name not in group]
                below[:] = _moved(below, [name for name in below if name in group], half[0] if half else None)
    return rows


def make_rows(people: People, proband: str) -> list[list[str]]:
    """Return the ids of each generation, the oldest first, from left to right.

    Args:
        people: The family.
        proband: Id of the proband, around whom the others are put.
    """
    order = _Order(people)
    for name in [proband, *people]:
        order.visit(name)
    generation = _generations(people)
    deepest = max(generation.values(), default=0)
    rows = [[name for name in order.placed if generation[name] == row] for row in range(deepest + 1)]
    return _second_partners_aside(rows, people)
