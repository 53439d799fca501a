"""What exists to be sold: products, offers, the vendor's price lines, and the files they come from."""
