"""`python -m web`: the command line."""

from web.cli import main

if __name__ == "__main__":
    main()
