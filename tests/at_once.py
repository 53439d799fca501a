"""Things that happen at the same moment: threads with connections of their own, barriers and PostgreSQL's locks, no sleeps."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from seatwise.kernel.refusal import Refusal

SECONDS = 20


def both(blocker: Any, *tasks: Callable[[], Any]) -> list[Any]:
    """This function will start all tasks at once and answer what each returned, or the exception it raised."""
    start = threading.Barrier(len(tasks))
    answers: list[Any] = [None] * len(tasks)

    def run(place: int, task: Callable[[], Any]) -> None:
        with blocker.unblock():
            try:
                start.wait(SECONDS)
                answers[place] = task()
            except Exception as raised:
                answers[place] = raised
            finally:
                for connection in connections.all(initialized_only=True):
                    connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return answers


class UntilSomebodyWaits:
    """Stands in for a function that a transaction calls while it holds its locks; the first call waits until another waits for it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._first = threading.Lock()
        self._reached = threading.Event()
        self.met = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._first.acquire(blocking=False):
            self._reached.set()
            self._wait()
        return self._function(*args, **kwargs)

    def then(self, task: Callable[[], Any]) -> Callable[[], Any]:
        """This function will answer a task that begins when the first call has come: who is first is no accident."""

        def second() -> Any:
            assert self._reached.wait(SECONDS)
            return task()

        return second

    def _wait(self) -> None:
        """Asked on the connection "numbering": the other transaction's is busy."""
        for _ in range(20_000):
            with connections["numbering"].cursor() as cursor:
                cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                if cursor.fetchone()[0]:
                    self.met = True
                    return


class Together:
    """Stands in for a function that every transaction calls; none goes on before all have come."""

    def __init__(self, function: Callable[..., Any], parties: int) -> None:
        self._function = function
        self._barrier = threading.Barrier(parties)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._barrier.wait(SECONDS)
        return self._function(*args, **kwargs)


def refusals(answers: list[Any]) -> list[Refusal]:
    """This function will answer those that were refused; anything else that was raised is a failure."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, Refusal):
            raise answer
    return [answer for answer in answers if isinstance(answer, Refusal)]
