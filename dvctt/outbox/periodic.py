"""Work by the clock: each package declares its own, in its module `tasks`, and the worker runs it."""

from collections.abc import Callable

from procrastinate.contrib.django import app

from dvctt.outbox import pause

Work = Callable[[], object]


def periodic(name: str, cron: str) -> Callable[[Work], Work]:
    """Have the worker run the function at the times of `cron`; not while the demonstration's past is told.

    `name` is `<package>.<task>`; a run that has not begun when the next is due is not queued twice.
    """

    def declared(work: Work) -> Work:
        @app.periodic(cron=cron)
        @app.task(name=name, queueing_lock=name)
        def run(timestamp: int) -> None:
            with pause.unless_paused() as free:
                if free:
                    work()

        return work

    return declared
