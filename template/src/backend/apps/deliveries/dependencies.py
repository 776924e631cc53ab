"""Wires the service."""

from typing import Annotated

from fastapi import Depends, Query

from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.schemas import DashboardQuery, DeliveryQuery
from backend.apps.deliveries.service.history import DeliveryService
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.core.dependencies import RedisDep, SessionDep, get_settings
from backend.core.outbox import Outbox

DeliveriesSettingsDep = Annotated[DeliveriesSettings, Depends(get_settings)]
DeliveryQueryDep = Annotated[DeliveryQuery, Query()]
DashboardQueryDep = Annotated[DashboardQuery, Query()]


async def get_delivery_service(
    session: SessionDep, redis: RedisDep, settings: DeliveriesSettingsDep
) -> DeliveryService:
    dashboards = Dashboards(redis, settings.dashboard_seconds)
    return DeliveryService(DeliveryRepository(session, dashboards), Outbox(session), settings)


DeliveryServiceDep = Annotated[DeliveryService, Depends(get_delivery_service)]
