"""From which figure on something is told, chosen on made companies (docs/radar.md says how).

`python -m tests.radar tune` prints how they come to be; nothing here is set by hand.
"""

COMPANY, DEPARTMENT, OBJECTIVE = "company", "department", "objective"
# Below so many key results, notes or blockers nothing is told of a level.
LEAST = {COMPANY: 10, DEPARTMENT: 6, OBJECTIVE: 3}
# Of leaders a company may have few, and a department has one.
FEW = {"leaders"}
# Told when the figure is low; everything else when it is high.
LOW = {"even"}
THRESHOLDS: dict[str, dict[str, float]] = {
    COMPANY: {
        "done": 0.85,
        "even": 0.13,
        "straight": 0.55,
        "copied": 0.75,
        "silent": 0.9,
        "undecided": 0.75,
        "cliff": 0.2,
        "leaders": 1.9,
        "easy": 0.5,
    },
    DEPARTMENT: {
        "done": 0.95,
        "straight": 0.8,
        "copied": 0.85,
        "silent": 1.0,
        "cliff": 0.45,
        "leaders": 2.5,
        "easy": 0.7,
    },
    # An objective has few key results: then all of them.
    OBJECTIVE: {"done": 1.0, "straight": 1.0, "easy": 1.0},
}
# A quarter looks like sandbagging from this share of targets on that were reached early,
EASY = 0.33
# else like formalism when its signs come to this on the mean.
FORMAL = 0.47
