"""The import contracts know every room."""

import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def rooms() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/apps.py")}


def test_every_room_is_under_the_import_contracts():
    assert set(CONTRACTS["root_packages"]) == rooms()


def test_every_room_but_the_floor_has_the_plan_of_a_room():
    [inside] = [contract for contract in CONTRACTS["contracts"] if contract["name"] == "Inside a room"]
    assert set(inside["containers"]) == rooms() - {"cms"}


def test_the_floor_is_forbidden_to_import_any_room():
    [floor] = [contract for contract in CONTRACTS["contracts"] if contract["name"].startswith("The floor")]
    assert set(floor["forbidden_modules"]) == rooms() - {"cms"}


def test_every_room_has_its_place_in_the_order():
    [order] = [
        contract for contract in CONTRACTS["contracts"] if contract["name"] == "Rooms import downward only"
    ]
    placed = {name.strip(" ()") for layer in order["layers"] for name in layer.split(":")}
    assert rooms() - {"cms"} <= placed


def test_every_room_is_installed():
    assert rooms() <= set(settings.INSTALLED_APPS)
