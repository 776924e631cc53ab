"""Each parameter of a provider's URL is one that redis-py honours, or refused by its name."""

import pytest

from backend.core.redis_url import checked_redis_url

SECRET = "hunter2"  # noqa: S105 - opens nothing


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example.com",
        "redis://redis.example.com:6380/7",
        "redis://redis.example.com?db=7&protocol=3&client_name=shop",
        "rediss://default:secret@redis.example.com:6380?ssl_cert_reqs=none",
        "rediss://:secret@redis.example.com/0?ssl_check_hostname=false",
        "redis://[2001:db8::1]:6379/0",
        "unix:///run/redis.sock?db=1",
        "unix://me:secret@/run/redis.sock",
    ],
)
def test_what_redis_py_understands_is_left_as_it_is(url: str) -> None:
    assert checked_redis_url(url) == url


@pytest.mark.parametrize(
    ("given", "understood"),
    [("valkey://db/1", "redis://db/1"), ("valkeys://:s@db:1/0", "rediss://:s@db:1/0")],
)
def test_valkey_is_reached_like_redis(given: str, understood: str) -> None:
    assert checked_redis_url(given) == understood


@pytest.mark.validation
@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("redis+sentinel://:hunter2@db/0", "one server"),
        ("http://:hunter2@db", "redis://"),
        ("redis://:hunter2@one:1,two:2/0", "%40"),
        ("redis://:hunter2@one,two/0", "one host"),
        ("redis://:hunter2@db:many/0", "%40"),
        ("redis://:hunter2@db:0/0", "port"),
        ("redis://:hunter2/@db/0", "%40"),
        ("redis://:hunter2#@db/0", "%40"),
        ("redis://:hunter2[@db/0", "%40"),
        ("redis://:hunter2@db/first", "a number"),
        ("redis://:hunter2@db?db=first", "a number"),
        ("redis://:hunter2@db/0?protocol=4", "protocol can only be 2, 3"),
        ("redis://:hunter2@db/0?decode_responses=false", "decode_responses"),
        ("redis://:hunter2@db/0?ssl_cert_reqs=none", "rediss://"),
        ("redis://:hunter2@db/0?ssl=true", "rediss://"),
        ("rediss://:hunter2@db/0?ssl_cert_reqs=CERT_NONE", "ssl_cert_reqs can only be none"),
        ("rediss://:hunter2@db/0?ssl_ca_certs=/nowhere.pem", "ssl_ca_certs"),
        ("unix://", "socket"),
    ],
)
def test_what_cannot_be_honoured_is_refused_without_its_password(url: str, named: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is checked below
        checked_redis_url(url)

    assert named in str(refused.value)
    assert SECRET not in str(refused.value)
