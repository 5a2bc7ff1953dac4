"""The survey that RapidSMS is measured with: six questions, consent first. Runs in an environment of its own."""
