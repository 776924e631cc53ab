import gc


def test_what_was_imported_is_kept_and_what_tests_leave_is_collected() -> None:
    assert gc.get_freeze_count()
    assert gc.isenabled()
