"""Maximum likelihood: from a density to the estimator, every line derived and checked."""
