"""Offices (机关): their names, kinds, regions, and the register of those that the archive knows."""
