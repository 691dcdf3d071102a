"""Ordinary English words that lie one or two typing errors from a key word and must never be mended into it."""

WORDS = frozenset(
    """
    flame flames remote remoter contract contracts plaid minor brother bolder boarder folder bother crapped
    squire squash prison modal insert livid mated stale scalp shave share shape shade grape
    """.split()
)
