"""Plain words to intents, and questions to answers. Knows nothing of Discord or the store."""
