"""The identifiers of people: everyone named is in the pedigree, each proband has some, none is two people's."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.identifiers_file import read_identifiers

_OWN = ("patient", "sample")


def check_identifiers(path: Path, people: Collection[str], probands: Collection[str]) -> list[Fault]:
    """Check the file of identifiers. No fault repeats a value.

    Args:
        path: The file.
        people: Ids of the pedigree.
        probands: Ids of the probands.
    """
    identifiers, faults = read_identifiers(path)
    if faults:
        return faults
    found = [
        fault("ID-PERSON", str(path), f"{person} is not in the pedigree", "write the id as in the pedigree")
        for person in sorted(set(identifiers) - set(people))
    ]
    found += [
        fault("ID-MISSING", str(path), f"proband {person} has no identifiers", "add the proband's identifiers")
        for person in sorted(set(probands) - set(identifiers))
    ]
    for name in _OWN:
        counts = Counter(getattr(one, name) for one in identifiers.values())
        twice = sorted(person for person, one in identifiers.items() if counts[getattr(one, name)] > 1)
        twice = [person for person in twice if getattr(identifiers[person], name)]
        if twice:
            cause = f"{', '.join(twice)} have the same {name} number"
            found.append(fault("ID-TWICE", str(path), cause, "give everyone their own number"))
    return found
