"""Finds connections that were taken from the pool and never given back."""

import gc
from weakref import WeakSet

from sqlalchemy import Engine, PoolProxiedConnection, event

from backend.tests.harness.guards.violations import Violations


class Checkouts:
    """The connections of an engine that are in use, as long as the run."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.proxies: WeakSet[PoolProxiedConnection] = WeakSet()
        event.listen(engine, "checkout", self.note)

    def note(self, _: object, __: object, proxy: PoolProxiedConnection) -> None:
        self.proxies.add(proxy)

    def check(self, violations: Violations, kept: PoolProxiedConnection | None = None) -> None:
        """Close those that are in use but for `kept`, and the pool that lost them.

        What is left open would be collected, and fail, in a later test.
        """
        left = [each for each in self.proxies if each.is_valid and each is not kept]
        for proxy in left:
            proxy.invalidate()
        if left:
            self.engine.dispose()
            violations.add(
                f"{len(left)} connection(s) were still checked out when the test was over: "
                "use `async with` for engines' connections and sessions."
            )
            gc.collect()
