"""What an index keeps."""
