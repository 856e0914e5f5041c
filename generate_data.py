"""Simulate the shop and write its tables as Parquet files, as `segmentation data shop` does."""

import sys

from segmentation.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["data", "shop", *sys.argv[1:]]))
