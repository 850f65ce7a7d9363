"""What a run used and made: versions, manifest, verification, and the line that ends it."""
