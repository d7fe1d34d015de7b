"""The dispute-resolution centre (行政争议化解中心), suggestions and joint training."""
