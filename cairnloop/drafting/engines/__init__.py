"""The engines that compose a draft: extractive by default, any OpenAI-compatible model when configured."""
