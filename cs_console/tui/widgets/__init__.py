"""Small widgets that know nothing of the shop: virtual list, fields, toasts."""
