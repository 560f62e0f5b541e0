"""`python -m symderive` is the command `symderive`."""
from symderive.cli import main

if __name__ == "__main__":
    main()
