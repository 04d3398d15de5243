"""`python -m demo ACT`."""

import sys

from demo.command import main

sys.exit(main())
