"""Property tests are not timed: the machine they run on may be slow, and speed is what `benchmarks/` is for.

In CI they draw the same examples on every run, so that a failure there is of the change; everywhere else they explore.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "duizhao", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("duizhao")
