"""The floor: Flask and Jinja alone, without accounts, database or headers."""

from flask import Flask, render_template_string

from benchmarks.fixtures import texts

PAGE = """<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><ul>
{% for post in posts %}<li><p>{{ post.body }}</p>
<small>{{ post.day }}, {{ post.cause }}, {{ post.severity }}</small></li>
{% endfor %}</ul>"""

app = Flask(__name__)
POSTS = [
    {"body": body, "day": "2026-01-05", "cause": "schedule", "severity": at % 3 + 1}
    for at, body in enumerate(texts(500))
]


@app.get("/hello")
def hello() -> str:
    """The least that Flask can say."""
    return "hello"


@app.get("/posts/<int:count>")
def posts(count: int) -> str:
    """So many posts, each a dict, as a first draft would show them."""
    return render_template_string(PAGE, title="posts", posts=POSTS[:count])
