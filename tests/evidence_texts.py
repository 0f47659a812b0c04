"""Evidence as editors write it: beginnings that the tests of many rooms go on from."""

from __future__ import annotations

WALKING = """\
population: adults
intervention: walking
comparison: rest
outcomes:
  - outcome: night pain
    measure: risk ratio
    better: lower
    studies:
"""
"""A made-up question with the beginning of its one outcome; studies follow."""

HIP_FRACTURE = """\
  - outcome: {patient: a broken hip, clinician: hip fracture}
    measure: risk ratio
    better: lower
    follow_up: 7 years
    studies:
      - study: Jackson 2006
        cite: jackson2006
        estimate: 0.88
        interval: [0.72, 1.08]
        intervention: {events: 175, participants: 18176}
        comparison: {events: 199, participants: 18106}
        weight: 45%
"""
"""An outcome with one study; others may follow, and what they come to together."""
