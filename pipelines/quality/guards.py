"""Guards of known errors as rules: each holds as long as the error is there, and fails once the source is repaired.

What is known to be wrong stands in ``registers/known_errors``; guards are evaluated like every other rule.
"""

from collections.abc import Iterable

from pipelines.quality.rules import Rule
from pipelines.registers.known_errors import KnownError, load_known_errors

PREFIX = "KNOWN-"


def guard_rules(errors: Iterable[KnownError] | None = None) -> list[Rule]:
    """Return a rule of severity warning for every known error that is not entered as repaired."""
    known = load_known_errors() if errors is None else errors
    return [_rule(error) for error in known if error.status != "repaired"]


def is_guard(rule_id: str) -> bool:
    """Tell whether a finding is about a known error."""
    return rule_id.startswith(PREFIX)


def _rule(error: KnownError) -> Rule:
    return Rule(
        rule_id=f"{PREFIX}{error.error_id}",
        register=error.register,
        table=error.table,
        says=f"The known error is still there: {error.what}",
        says_da=f"Den kendte fejl er der stadig: {error.what_da}",
        why=f"Once the source is repaired, what we do about it would do harm. {error.treatment}",
        owner=error.owner,
        severity="warning",
        remedy=(
            f"The source seems to be repaired: check it, end the treatment, and remove {error.error_id} from "
            f"pipelines/registers/known_errors/{error.register}.yml."
        ),
        expect=dict(error.guard),
    )
