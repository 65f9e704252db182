"""What the product is measured against, each set up in a temporary folder."""
