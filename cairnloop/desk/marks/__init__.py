"""What operators put on conversations and keep at hand: tags, mentions, canned replies."""
