"""Write the embeddings of the planner's examples beside the weights, so that no process computes them at its start.

python tools/weights/phrases.py
"""

from scumble.language import embed
from scumble.planner.nearest import texts

if __name__ == "__main__":
    embed.remember(texts())
    print(f"weights: {embed.REMEMBERED.name} written")
