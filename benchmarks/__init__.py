"""Speed and accuracy, as ratios against peers: run by hand, never in a test."""
