"""The Flask application, the JSON API, the command line, and the one file that wires everything."""
