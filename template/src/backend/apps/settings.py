"""The settings of every app in one: what the process reads from its environment."""

from backend import apps
from backend.core.discovery import classes_in, modules_named
from backend.core.settings import CoreSettings, compose

KINDS = [
    kind
    for module in modules_named("settings", apps).values()
    for kind in classes_in(module, CoreSettings)
]
Settings = compose(KINDS)
