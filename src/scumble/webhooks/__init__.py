"""Webhooks: who is told of finished tasks and batches, and the sending, by the Standard Webhooks specification."""
