"""The settings of all apps fit into one class."""

from collections import Counter

from backend.apps.settings import KINDS, Settings
from backend.core.settings import CoreSettings


def test_no_two_apps_read_the_same_variable() -> None:
    own = Counter(name for kind in KINDS for name in kind.__annotations__)

    assert [name for name, apps in own.items() if apps > 1] == []


def test_no_app_changes_a_variable_of_the_core() -> None:
    own = {name for kind in KINDS for name in kind.__annotations__}

    assert own & CoreSettings.model_fields.keys() == set()


def test_the_service_reads_the_variables_of_every_app() -> None:
    own = {name for kind in KINDS for name in kind.model_fields}

    assert own <= Settings.model_fields.keys()
