"""The gateway under load: our server beside the LiteLLM proxy, both before one upstream that answers at once."""
