"""What every test shares: examples that are drawn anew only where all is tested, so that a quick run tells of the change."""

from hypothesis import settings

# `./dangan test --full` asks for "random".
settings.register_profile("random")
settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed")
