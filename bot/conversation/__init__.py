"""The conversation: events come in, meanings go out, and nothing here touches the world."""
