"""What binds the harness to a service that was not generated, by the user's `wiring.py`."""
