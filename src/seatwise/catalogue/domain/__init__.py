"""The catalogue's rules: how a vendor's file is read, and which price line is in force on a day."""
