"""What is done only while a program starts."""

import gc

from onrecord.ui.startup import uncollected


def test_nothing_is_collected_within_and_what_was_made_is_not_walked_again() -> None:
    """Collecting goes on afterwards."""
    gc.unfreeze()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
