"""The apps this service is made of, found by the files they have; importing it knows every table.

`routes` has a `router`, `models` the tables, `resources` an `open_resources`, `jobs` the jobs.
"""

from fastapi import APIRouter

from backend import apps
from backend.core.discovery import modules_named
from backend.core.resources import OpenResources

MODELS = modules_named("models", apps)
JOBS = modules_named("jobs", apps)
ROUTERS: tuple[APIRouter, ...] = tuple(
    module.router for module in modules_named("routes", apps).values()
)
RESOURCES: dict[str, OpenResources] = {
    app: module.open_resources for app, module in modules_named("resources", apps).items()
}
