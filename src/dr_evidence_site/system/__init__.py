"""The outside world: reading files and the theme, writing the build folder; knows no article."""
