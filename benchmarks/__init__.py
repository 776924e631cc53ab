"""The figures of the harness, measured side by side on one machine: `make bench`."""
