"""`portal web` with more posts to a page than it lists by itself: SIZE PORT."""

import sys

from portal.cli import main
from portal.front import views

if __name__ == "__main__":
    views.SIZE = int(sys.argv[1])
    main(["web", "--port", sys.argv[2]])
