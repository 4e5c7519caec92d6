"""What the JSON API of every app shares: errors, versions, paging, strict input, its schema."""
