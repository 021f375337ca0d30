"""A page as scanned -> a page ready to be read, with the way back to the pixels."""
