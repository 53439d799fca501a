"""What begins a new term, and when: whom another price reaches (R10)."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy

_RENEWING = """
SELECT s.offer_id, s.customer_id, s.term_end_on, count(*)
FROM subscription s LEFT JOIN subscription p ON p.reseller_id = s.reseller_id AND p.id = s.parent_id
WHERE s.reseller_id = %s AND s.offer_id = ANY(%s) AND s.status IN ('active', 'suspended')
  AND coalesce(p.auto_renew, s.auto_renew) AND s.leaving < s.quantity
GROUP BY 1, 2, 3
"""


def renewing(*, offer_ids: Collection[UUID]) -> list[tuple[UUID, UUID, dt.date, int]]:
    """This function will answer (offer, customer, first day of the next term, subscriptions) of what is held of offers.

    Left out is what does not renew: auto-renew is off, an add-on's at its subscription, or all licences leave. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RENEWING, [tenancy.current_reseller_id(), list(offer_ids)])
        return list(cursor.fetchall())
