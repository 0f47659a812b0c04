"""Text of the site folder read into values and diagnostics; pure, and one module speaks to each library."""
