"""Finding things by words, measured on real photos against boxes drawn by eye."""
