"""What can be done to a topic: name it, merge it, take notes, end it."""

from collections.abc import Callable

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import Form, options, submit
from portal.retro import actions, polls, service, ties, topics, voting
from portal.retro.forms import ActionForm, EndForm, HandsForm, MergeForm, NotesForm, TopicForm
from portal.retro.models import Ending, Topic
from portal.retro.views import show

pages = Blueprint("topics", __name__, url_prefix="/in/topics")


def _done(form: Form, topic: Topic, where: str, act: Callable[[], object]) -> ResponseReturnValue:
    """Do it and go back to the topic, or show the session again with what was typed."""
    session_id, topic_id = topic.session_id, topic.id

    def write() -> None:
        with transaction():
            act()

    if submit(form, write):
        here = url_for("retro.session", retro=session_id, topic=topic_id)
        return redirect(f"{here}#topic-{topic_id}")
    return show(service.find_session(session_id), form, f"{where}-{topic_id}", topic_id)


@pages.post("/<id:topic>/title")
@needs(Permission.RETRO_RUN, service.find_topic)
def title(topic: Topic) -> ResponseReturnValue:
    """Give it another name."""
    form = TopicForm()
    return _done(form, topic, "title", lambda: topics.rename(topic, form.title.data))


@pages.post("/<id:topic>/merge")
@needs(Permission.RETRO_RUN, service.find_topic)
def merge(topic: Topic) -> ResponseReturnValue:
    """Put its posts under another topic."""
    form = MergeForm()
    others = [other for other in topic.session.topics if other.id != topic.id]
    form.into.choices = options(*((other.id, other.title) for other in others))
    into = request.form.get("into", "")
    return _done(form, topic, "merge", lambda: topics.merge(topic, service.find_topic(into)))


@pages.post("/<id:topic>/polls")
@needs(Permission.RETRO_RUN, service.find_topic)
def poll(topic: Topic) -> ResponseReturnValue:
    """Ask everybody whether to go on with it or to take the next one."""
    return _done(Form(), topic, "poll", lambda: polls.ask_on(g.actor, topic))


@pages.post("/<id:topic>/hands")
@needs(Permission.RETRO_RUN, service.find_topic)
def hands(topic: Topic) -> ResponseReturnValue:
    """Write down the hands that went up in the room."""
    form = HandsForm()
    return _done(form, topic, "hands", lambda: voting.raise_hands(g.actor, topic, form.hands.data))


@pages.post("/<id:topic>/notes")
@needs(Permission.RETRO_RUN, service.find_topic)
def notes(topic: Topic) -> ResponseReturnValue:
    """Keep what was said."""
    form = NotesForm()
    return _done(form, topic, "notes", lambda: topics.write_notes(topic, form.notes.data))


@pages.post("/<id:topic>/end")
@needs(Permission.RETRO_RUN, service.find_topic)
def end(topic: Topic) -> ResponseReturnValue:
    """End it as a decision, or park it."""
    form = EndForm()

    def act() -> None:
        topics.end(topic, Ending(form.ending.data), form.outcome.data)

    return _done(form, topic, "end", act)


@pages.post("/<id:topic>/actions")
@needs(Permission.RETRO_RUN, service.find_topic)
def action(topic: Topic) -> ResponseReturnValue:
    """End it with an action."""
    form = ActionForm()
    form.owner.choices = options(*((one.id, one.name) for one in directory().people()))
    form.about.choices = options(*ties.choices(topic.session, topic).items())

    def act() -> None:
        said = (form.owner.data, form.what.data, form.due.data, form.how.data)
        tie = ties.read(topic.session, topic, form.about.data)
        actions.tie(topics.add_action(topic, *said), tie)

    return _done(form, topic, "action", act)
