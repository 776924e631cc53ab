"""Servers as others' tests have them: the images' settings, through the port that is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from testcontainers.community.postgres import PostgresContainer
from testcontainers.community.redis import RedisContainer

from tests.harness.runs import Bench

IMAGES = """
from backend.tests.harness.configuration import plan_for_tests
plan = plan_for_tests()
print(plan.postgres_image, plan.redis_image)
"""


@contextmanager
def as_usual(bench: Bench) -> Iterator[Bench]:
    """Yield the same bench on such servers; without Docker there are none but ours."""
    if bench.engine != "docker":
        yield bench
        return
    postgres, redis = bench.python("-c", IMAGES).split()
    with PostgresContainer(postgres, driver=None) as rows, RedisContainer(redis) as keys:
        redis_url = f"redis://{keys.get_container_host_ip()}:{keys.get_exposed_port(6379)}"
        urls = {"TESTBED_POSTGRES_URL": rows.get_connection_url(), "TESTBED_REDIS_URL": redis_url}
        yield replace(bench, engine="url", more={**bench.more, **urls})
