"""What the browser shows: values in, escaped HTML out."""
