"""The package of the harness; what of the service has the same name is joined to it."""
