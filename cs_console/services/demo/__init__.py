"""The demo shop: seeded, real-format files and a believable shop-day (fabricated)."""
