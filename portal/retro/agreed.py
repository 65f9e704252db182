"""What was agreed on, for the pages of what it is about."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from markupsafe import Markup

from portal.core.directory import directory
from portal.retro import actions, words
from portal.retro.models import Action

# No addresses of its own: what templates of other rooms may ask of this one.
pages = Blueprint("agreed", __name__)
pages.app_template_global("age_of")(words.age_of)
pages.app_template_global("state_of")(words.state_of)
pages.app_template_global("times_carried")(words.carried_of)
pages.app_template_global("times_running")(words.again)


@pages.app_template_global()
def agreed_on(post_id: str) -> Markup:
    """The actions on a blocker, as its page shows them; of none nothing."""
    return _drawn(actions.actions_on(post_id))


def about(key_result_id: str) -> Markup:
    """The latest actions about a key result, as its page shows them; of none nothing."""
    return _drawn(actions.actions_about(key_result_id))


def _drawn(found: Sequence[Action]) -> Markup:
    names = directory().names({action.owner_id for action in found})
    html = render_template("retro/_agreed_on.html", actions=found, names=names)
    return Markup(html)  # noqa: S704 - a template of ours
