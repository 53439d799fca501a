"""What a day brings, decided from plain values."""
