"""Pages and answers: home (figures), map, data (layers behind them)."""
