"""Writes to the chain: each event gets its place once it is committed."""

import datetime as dt
from uuid import UUID

from django.db import connection

from seatwise.audit.domain import chain
from seatwise.audit.queries import chain as standing
from seatwise.infra import arrays, tenancy, transactions

_AT_A_TIME = 2_000


def link(*, now: dt.datetime, count: int = _AT_A_TIME) -> int:
    """This function will link up to that many events of the current reseller and answer how many it has linked. # B9

    One process at a time and reseller: another one meanwhile links nothing.
    """
    transactions.assert_writing()
    reseller_id = tenancy.current_reseller_id()
    if not transactions.alone(doing="event_link"):
        return 0
    with connection.cursor() as cursor:
        end = standing.end()
        position, last = end.position, end.hash
        links: list[tuple[int, UUID, bytes]] = []
        for entry in standing.unlinked(after=end.settled, count=count):
            position += 1
            last = chain.linked(previous=last, position=position, entry=entry)
            links.append((position, entry.id, last))
        if links:
            cursor.execute(
                "INSERT INTO event_link (reseller_id, position, event_id, hash, at)"
                " SELECT %s, t.position, t.event_id, decode(t.hash, 'hex'), %s"
                " FROM unnest(%s::bigint[], %s::uuid[], %s::text[]) AS t(position, event_id, hash)",
                [
                    reseller_id,
                    now,
                    arrays.column(place for place, _, _ in links),
                    arrays.column(event_id for _, event_id, _ in links),
                    [found.hex() for _, _, found in links],
                ],
            )
    return len(links)
