"""Medical statistics: effects from counts, pooled effects, absolute effects and numbers needed to treat."""
