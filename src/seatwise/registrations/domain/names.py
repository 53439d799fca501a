"""What somebody unknown may call itself, since others read it."""

_LINKS = ("://", "www.")


def is_plain(name: str) -> bool:
    """This function will say whether a name is one and no advertisement: it leads nowhere, and nothing in it is unseen. # S26"""
    return not any(link in name.lower() for link in _LINKS) and all(each.isprintable() for each in name)
