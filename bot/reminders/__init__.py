"""When a reminder falls due: words to an instant or a rule, and a rule's next instant. Pure."""
