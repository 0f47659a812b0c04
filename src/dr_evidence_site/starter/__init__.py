"""What a new site and a new article begin with: files of text beside this one, and what is filled into them."""

from __future__ import annotations
