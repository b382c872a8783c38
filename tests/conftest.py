"""Property tests are not timed: the machine they run on may be slow, and speed is what `benchmarks/` is for."""

from hypothesis import HealthCheck, settings

settings.register_profile("duizhao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duizhao")
