"""What people do with reports: words on values, doubts settled, errors reported, publishing."""
