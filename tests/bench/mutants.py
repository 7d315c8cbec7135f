"""Break the code at one place after the other, and see whether a test of its room notices.

    pip install cosmic-ray
    python tests/bench/mutants.py --n 150 --seed 1 rag/evidence rag/quoting index/search

A place is drawn first, then one of cosmic-ray's mutations of it; what changes annotations alone is
none. The checkout stays as it is: a mutant is loaded in its module's place (`mutated.py`), in a
process forked from one that holds what the code stands on. The module's own tests are run first,
then those of its folder, then a few of its room; either has `LIMIT_S` seconds of a processor, and a
mutant that needs more is noticed too. What was interrupted goes on by `--skip`.
"""

import argparse
import ast
import os
import random
import re
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Final

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("corpus", "index", "rag", "ui")
"""The lower ones first: none imports one above it."""

LIMIT_S: Final = 30
OPTIONS: Final = (
    "-x", "-q", "-p", "mutated", "-p", "no:cacheprovider", "-k", "not postgres",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # of what the first process holds
    "--hypothesis-profile", "mutants", "--hypothesis-seed", "0",
)  # fmt: skip
SEEN: Final = (str(Path(__file__).parent), *filter(None, sys.path))
BROKEN: Final = (3, 5)
"""What pytest ends with when it is broken itself, or found no tests."""

OPERATORS: Final = re.compile(
    r"core/(Replace(BinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|BitOr_BitAnd"
    r"|BitAnd_BitOr)|ComparisonOperator_(Is_IsNot|IsNot_Is|(Eq|NotEq|[LG]tE?)_(Eq|NotEq|[LG]tE?))"
    r"|UnaryOperator_Delete\w+|TrueWithFalse|FalseWithTrue|AndWithOr|OrWithAnd|BreakWithContinue"
    r"|ContinueWithBreak)|AddNot|NumberReplacer|ZeroIterationForLoop)"
)
"""One of cosmic-ray's for each kind of mistake: others put a shift in place of a sum."""

FURTHER: Final = {
    "rag": ("tests/rag/test_engine.py", "tests/test_values.py"),
    "index": ("tests/index/test_index.py", "tests/test_values.py"),
}
"""What else tests a room, after the folder that is called as the mutated one."""

Place = tuple[Path, tuple[int, int]]
Mutations = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module, and its source with one change."""

    path: Path
    source: str

    def diff(self) -> str:
        """Give the lines that changed."""
        before = self.path.read_text("utf-8").splitlines()
        lines = list(unified_diff(before, self.source.splitlines(), n=0, lineterm=""))[2:]
        return f"{self.path.relative_to(ROOT)}\n" + "\n".join(f"    {line}" for line in lines)

    @property
    def room(self) -> str:
        """Name the room of the module."""
        return self.path.relative_to(ROOT).parts[0]

    def tests(self) -> Iterator[list[str]]:
        """Name the tests that should notice, those to be run together; the module's own first."""
        files = sorted((ROOT / "tests" / self.path.parent.relative_to(ROOT)).glob("test_*.py"))
        own = [str(each) for each in files if each.name == f"test_{self.path.name}"]
        yield from filter(None, (own, [str(each) for each in files if str(each) not in own]))
        yield list(FURTHER[self.room])


class Bare(ast.NodeTransformer):
    """Takes off what makes no difference to what a module does."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Keep the value of an annotated name."""
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Keep the name of a parameter."""
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Keep what a function does."""
        node.returns = None
        return self.generic_visit(node)


def does(source: str) -> str:
    """Give what a module does, so that equals are equal; nothing where it can't be read."""
    try:
        return ast.dump(Bare().visit(ast.parse(source)))
    except SyntaxError:
        return ""


def places(path: Path) -> dict[Place, Mutations]:
    """Find where operators apply: for each place, by operator and occurrence."""
    nodes, found = list(ast_nodes(get_ast(path.read_text("utf-8")))), dict[Place, Mutations]()
    for name in filter(OPERATORS.fullmatch, operator_names()):
        operator = get_operator(name)()
        spots = [spot for node in nodes for spot in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(spots):
            found.setdefault((path, start), []).append((name, occurrence))
    return found


def drawn(folders: Sequence[str], n: int, seed: int) -> Iterator[Mutant]:
    """Draw mutants, each of another place."""
    drawing = random.Random(seed)  # noqa: S311 - a sample, no secret
    found: dict[Place, Mutations] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*.py")):
            found |= places(path)
    order = drawing.sample(sorted(found), len(found))
    for place in order:
        source = place[0].read_text("utf-8")
        name, occurrence = drawing.choice(found[place])
        mutated = mutate_code(source, get_operator(name)(), occurrence) or source
        if does(mutated) not in {"", does(source)} and n > 0:
            n -= 1
            yield Mutant(place[0], mutated)


def warm() -> None:
    """Load what mutants stand on, and what the lowest room takes long to load when it is used."""
    sys.path[:0] = [*SEEN, str(ROOT / "tests")]
    corpus, _, _ = map(import_module, ("onrecord.corpus", "newsroom", "hypothesis"))
    corpus.detect_language("Wer kommt?")
    corpus.n_tokens("Wer kommt?")


def forget(room: str) -> None:
    """Have a room, and what stands on it, loaded anew."""
    folders = [ROOT / each for each in ("tests", *ROOMS[ROOMS.index(room) :])]
    for name, module in list(sys.modules.items()):
        file = Path(getattr(module, "__file__", None) or "/")
        if name != "__main__" and any(each in file.parents for each in folders):
            del sys.modules[name]


def survives(mutant: Mutant, scratch: Path) -> bool:
    """Run the tests with the mutant in its module's place; whether all of them pass."""
    (scratch / "mutant.py").write_text(mutant.source, "utf-8")
    return all(passes(mutant, scratch / "mutant.py", tests) for tests in mutant.tests())


def passes(mutant: Mutant, source: Path, tests: Sequence[str]) -> bool:
    """Run some of them, in a process of their own."""
    child = os.fork()
    if child == 0:
        os._exit(tested(mutant, source, tests))
    status = os.waitpid(child, 0)[1]
    ended = os.waitstatus_to_exitcode(status)
    if ended in BROKEN:
        raise RuntimeError(f"pytest could not run, over {mutant.path}: it ended with {ended}")
    return ended == 0


def tested(mutant: Mutant, source: Path, tests: Sequence[str]) -> int:
    """Be the process that runs the tests: give what pytest ends with."""
    forget(mutant.room)
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.environ |= {"MUTATED": str(mutant.path), "MUTANT": str(source)}
    return int(pytest.main([*OPTIONS, *tests]))


def main() -> None:
    """Try each mutant, and print those that nobody noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--n", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="how many were tried before")
    options = parser.parse_args()
    os.chdir(ROOT)
    mutants = enumerate(drawn(options.folders, options.n, options.seed), 1)
    warm()
    n_survived = 0
    with tempfile.TemporaryDirectory() as scratch:
        for folder in options.folders:
            whole = min((ROOT / folder).glob("[!_]*.py"))
            if not survives(Mutant(whole, whole.read_text("utf-8")), Path(scratch)):
                parser.error(f"the tests of {folder} fail before anything is broken")
        for number, mutant in islice(mutants, options.skip, None):
            if survives(mutant, Path(scratch)):
                n_survived += 1
                print(f"{number}: {mutant.diff()}", flush=True)  # noqa: T201 - a command's result
            sys.stderr.write(f"{n_survived} of {number - options.skip} survived\n")


if __name__ == "__main__":
    main()
