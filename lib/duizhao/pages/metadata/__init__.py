"""What a labelled page says of its article, each with where it was read."""

from duizhao.pages.metadata.metadata import Metadata, Read, read

__all__ = ["Metadata", "Read", "read"]
