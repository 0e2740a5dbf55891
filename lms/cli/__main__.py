"""`python -m lms.cli`: how `lms serve` starts its two halves."""

from lms.cli import main

main()
