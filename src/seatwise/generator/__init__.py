"""Generated data in large numbers, by set-based SQL: for measurements, and to see how an installation behaves when it is full."""
