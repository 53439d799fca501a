"""String references escape the import contracts, so the models themselves are walked: a reference points down or stays."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
# The one exception of the plan: infra's tenant model names the reseller.
UPWARD = {("infra", "resellers")}


def ranks() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"] == "Capabilities point one way")
    return {
        name.strip(" ()"): rank
        for rank, layer in enumerate(reversed(layers))
        for name in layer.replace(":", "|").split("|")
    }


def test_no_model_refers_upwards() -> None:
    rank = ranks()
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("seatwise."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                target is None
                or not target.__module__.startswith("seatwise.")
                or not getattr(field, "many_to_one", False)
            ):
                continue
            there = target.__module__.split(".")[1]
            if rank[there] > rank[here] and (here, there) not in UPWARD:
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_every_package_has_a_rank() -> None:
    packages = {p.name for p in (ROOT / "src/seatwise").iterdir() if (p / "__init__.py").exists()}
    assert packages <= set(ranks()), packages - set(ranks())
