"""`python -m scumble`: the command line."""

from scumble.cli import main

if __name__ == "__main__":
    main()
