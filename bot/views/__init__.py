"""How things look on Discord: cards, buttons, forms, and the sentences people read."""
