"""Secrets of others that we have to use again: kept encrypted, with a key that is not in the database.

What only has to be recognised (a person's password) is hashed instead, and never comes here.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):
    """The secret was sealed with another SECRET_KEY, or for another purpose, or was changed."""


def seal(secret: str, *, purpose: str) -> str:
    """This function will answer the secret encrypted, as text. Only `opened` with the same purpose and SECRET_KEY reads it."""
    return _key(purpose).encrypt(secret.encode()).decode("ascii")


def opened(sealed: str, *, purpose: str) -> str:
    """This function will answer a secret that was sealed. Raises CannotOpen."""
    try:
        return _key(purpose).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as unreadable:
        raise CannotOpen("Enter the secret again: it was kept under another SECRET_KEY.") from unreadable


def _key(purpose: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"seatwise {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
