"""An archive: pages by the hundred thousand as Parquet layers, kept up to date, and asked without loading them all."""
