"""Rules of your own: each file sets RULE, as the files of tests/architecture/rules do."""
