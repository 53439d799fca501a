"""The command line: `seatwise --help`."""
