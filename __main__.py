"""`python -m onrecord`: the same as the command `onrecord`."""

import sys

from onrecord.ui.cli import main

sys.exit(main())
