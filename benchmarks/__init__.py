"""How much work the product does, beside peers that run at the same time on the same machine."""
