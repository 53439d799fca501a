"""GET /healthz: web, database and worker are well, and nothing else is said."""

import datetime as dt

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from seatwise.infra import clock

WORKER_SILENT_AFTER = dt.timedelta(seconds=60)


def healthz(request: HttpRequest) -> JsonResponse:
    """This function will answer 200 when the database answers and a worker has given a sign of life, else 503 with what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            row = cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"database": "not reachable"}, status=503)
    heartbeat = row[0] if row else None
    if heartbeat is None or clock.now() - heartbeat > WORKER_SILENT_AFTER:
        return JsonResponse({"database": "well", "worker": "no sign of life for a minute"}, status=503)
    return JsonResponse({"web": "well", "database": "well", "worker": "well"})
