"""A process that starts needs no mail server yet."""

from backend.apps.deliveries.resources import open_resources
from backend.apps.deliveries.settings import DeliveriesSettings


async def test_the_postman_knows_where_to_go(mail_settings: DeliveriesSettings) -> None:
    async with open_resources(mail_settings) as resources:
        assert resources.postman.settings is mail_settings
