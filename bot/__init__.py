"""The program around the conversation: rows, the carrier, the ladder, web pages and commands."""
