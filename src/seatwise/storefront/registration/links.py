"""The link that proves the address of somebody who registers. It names the registration, and nothing of the person."""

from uuid import UUID

from django.core import signing

from seatwise.infra import tenancy
from seatwise.registrations.domain.status import LINK_DAYS

_SALT = "seatwise.registration"
_SECONDS = LINK_DAYS * 86_400


def token(registration_id: UUID) -> str:
    """This function will answer the signed token of a registration of the current reseller."""
    return signing.dumps([tenancy.current_reseller_id().hex, registration_id.hex], salt=_SALT)


def registration_id(token: str) -> UUID | None:
    """This function will answer whose token it is; None where it is forged, another reseller's or too old."""
    try:
        reseller, registration = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    return UUID(registration) if reseller == tenancy.current_reseller_id().hex else None
