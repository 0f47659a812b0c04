"""The review of articles: what an approval is sealed to, which steps are allowed, and how a step is written down."""
