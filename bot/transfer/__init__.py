"""Files that people take out and bring in: their form, what they mean, and how they are applied."""
