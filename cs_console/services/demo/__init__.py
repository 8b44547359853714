"""The demo shop: seeded, real-format files and a believable shop-day (fabricated).

`generate(now, zone=…)` is pure: no clock, no store, standard library only.
"""

from cs_console.services.demo.generate import SEED, generate
from cs_console.services.demo.model import DemoShop

__all__ = ["SEED", "DemoShop", "generate"]
