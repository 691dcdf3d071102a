"""Understanding of instructions, measured on sentences written before the grammar was tuned on them."""
