"""From a documented API to a delivery in landing. What is in a delivery is judged by the intake, like any other."""
