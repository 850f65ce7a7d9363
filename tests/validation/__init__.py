"""genopipe on real data whose answers are known: `make validate DATA=FOLDER`."""
