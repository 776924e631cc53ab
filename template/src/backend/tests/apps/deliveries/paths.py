"""Where a delivery is found over HTTP."""

from backend.apps.deliveries.models import Delivery


def path_of(delivery: Delivery, step: str = "") -> str:
    path = f"/v1/organizations/{delivery.organization_id}/deliveries/{delivery.id}"
    return f"{path}/{step}" if step else path
