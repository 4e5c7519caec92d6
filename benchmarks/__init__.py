"""How fast the registry answers, as ratios to bare SQL and to peer libraries; see README.md."""
