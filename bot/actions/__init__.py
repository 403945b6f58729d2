"""What Purser does: one function for each thing, from a request to a receipt.

Slash commands, buttons, forms and sentences call the same one. They know no Discord.
"""
