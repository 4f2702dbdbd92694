"""The mathematics that the chapters show and run.  Import its modules, not this package."""
