"""The floors of the house: imports go down or sideways and never in a circle; writing stays where it belongs."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lms"
FLOORS = {"domain": 0, "store": 1, "services": 2, "web": 3}
ROOF = 4
BELOW_ALL = {"lms.config"}  # settings: read by every floor above the ground
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and "_house" not in path.parts)
DOMAIN_LIBRARIES = {"markdown", "nh3", "ruamel", "rfc8785"}
# The ground floor has no clock, no disk, no network, no chance of its own.
DOMAIN_FORBIDDEN = {"time", "os", "pathlib", "socket", "urllib.request", "http", "subprocess", "secrets", "tempfile"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def floor_of(module: str) -> int:
    parts = module.split(".")
    return FLOORS.get(parts[1], ROOF) if len(parts) > 1 else 0


def imports(path: Path) -> Iterator[str]:
    """Every module this file imports; `from lms.x import y` names lms.x.y where that is a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def test_the_house_is_read_at_all() -> None:
    assert len(MODULES) > 60
    assert "lms.domain.merkle" in MODULES


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_or_sideways(module: str) -> None:
    ours = [found for found in imports(MODULES[module]) if found.startswith("lms.") and found not in BELOW_ALL]
    assert [found for found in ours if floor_of(found) > floor_of(module)] == []


def test_no_imports_run_in_a_circle() -> None:
    graph = {module: {found for found in imports(path) if found in MODULES} for module, path in MODULES.items()}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' → '.join((*way[way.index(module) :], module))}"
        if module not in done:
            for found in sorted(graph[module] - {module}):
                visit(found, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("module", [name for name in MODULES if floor_of(name) == 0])
def test_the_ground_floor_knows_rules_only(module: str) -> None:
    for found in imports(MODULES[module]):
        top = found.split(".")[0]
        assert top in {"lms"} | DOMAIN_LIBRARIES or top in sys.stdlib_module_names, found
        assert found not in DOMAIN_FORBIDDEN and top not in DOMAIN_FORBIDDEN, f"{module} imports {found}"


@pytest.mark.parametrize("module", [name for name in MODULES if floor_of(name) < 3])
def test_flask_stays_in_the_web(module: str) -> None:
    assert [found for found in imports(MODULES[module]) if found.split(".")[0] in ("flask", "flask_login")] == []


@pytest.mark.parametrize("module", [name for name in MODULES if floor_of(name) != 2])
def test_only_services_write(module: str) -> None:
    if module in ("lms.store", "lms.store.database"):
        return
    assert "writing" not in names_used(MODULES[module])


def names_used(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return named | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_there_is_one_commit() -> None:
    commits = [
        (name, node.lineno)
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert [name for name, _ in commits] == ["lms.store.database"]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_opens_with_one_sentence_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text))
    assert doc, f"{path} has no docstring"
    assert text.count("\n") <= 400, f"{path} is longer than 400 lines: split it"
