"""The HTTP door: OpenAI-shaped endpoints, the only web framework and request models. `create_api` is in server.py."""
