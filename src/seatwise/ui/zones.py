"""Time zones that can be chosen: places, as the tz database names them today, and UTC."""

import zoneinfo
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """This function will answer the zones by name. Old names of places and zones without a place are none of them."""
    lines = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines()
    places = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    return (*sorted(places & zoneinfo.available_timezones()), "UTC")


def labels(*, kept: str = "") -> dict[str, str]:
    """This function will answer the zones with what people read; `kept`, which a row has already, can stay whatever it is."""
    found = names() if not kept or kept in names() else (kept, *names())
    return {name: name.replace("_", " ") for name in found}


def can_be_chosen(name: str, *, kept: str = "") -> bool:
    """This function will tell whether a zone may be saved in a row that has `kept` now."""
    return name in names() or (bool(kept) and name == kept)
