"""What runs by itself: the month, the delivery of reminders, the upkeep of the books."""
