"""Accounts: made, changed, closed; and the rules that keep an organisation its admin."""

from datetime import timedelta

import pytest

from portal.core import audit, clock
from portal.core.access import Role
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Gone, Invalid
from portal.core.tables import Faults
from portal.people import links, service
from portal.people.models import Account, SignInLink
from portal.people.organisation import Organisation, under
from portal.people.roster import read_people, take_people

HEADING = "identifier,name,email,team,parent_team,site,role,password"


def people_file(*rows):
    return "\n".join((HEADING, *rows)).encode()


def account(id_):
    return db.session.get_one(Account, id_)


def test_an_import_makes_teams_under_teams_and_sites(cast):
    teams = {name: id_ for id_, name in Organisation().teams().items()}
    assert under(teams["公司"]) == set(teams.values())
    assert under(teams["生產部"]) == {teams["生產部"], teams["沖壓課"]}
    assert set(Organisation().sites().values()) == {"二廠", "台中店", "總公司"}


def test_an_import_brings_known_people_up_to_date_and_keeps_their_password(cast):
    before = account(cast.alice).password_hash
    with transaction():
        taken = take_people(read_people(people_file("ALICE,周雅婷,,品檢課,生產部,一廠,manager,")))
    assert (taken.new, taken.known, taken.links) == (0, 1, [])
    assert (account(cast.alice).role, account(cast.alice).password_hash) == ("manager", before)


def test_a_new_person_without_password_gets_a_link(cast):
    with transaction():
        taken = take_people(read_people(people_file("h1042,吳建德,,,,,member,")))
    [(identifier, secret)] = taken.links
    assert (identifier, links.find_link(secret).account_id) == (
        "h1042",
        service.by_identifier("h1042").id,
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",阿明,,,,,member,", "identifier"),
        ("a b,阿明,,,,,member,", "identifier"),
        ("x,,,,,,member,", "name"),
        ("x,阿明,,,,,boss,", "role"),
        ("x,阿明,,,,,member,short", "password"),
        ("x,阿明,nobody,,,,member,", "email"),
        ("x,阿明,,甲,甲,,member,", "parent_team"),
        ("x,阿明,,,,member,", "2"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_written(app, row, said):
    with pytest.raises(Faults) as caught:
        read_people(people_file("ok,好的,,,,,member,", row))
    [(line, sentence)] = list(caught.value)
    assert line == 3
    assert said in f"{line}{sentence}" or said == "2"
    assert service.count_accounts() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"identifier,name\nx,y\n",
        b"identifier,name,team,role,salary\n",
        "identifier,name,team,role\n".encode("utf-16"),
        HEADING.encode(),
        b"identifier,name,team,role\n\x00,x,,member\n",
    ],
)
def test_what_is_no_people_file_is_refused_in_one_sentence(app, content):
    with pytest.raises(Invalid):
        read_people(content)


def test_an_unclosed_quotation_is_a_fault_with_its_line(app):
    with pytest.raises(Faults):
        read_people(people_file('"x,阿明,,,,,member,'))


def test_a_sign_in_name_is_given_once(cast, actors):
    with pytest.raises(Conflict), transaction():
        service.invite(actors["ada"], Account(identifier="alice", name="又一個"))


def test_a_new_role_signs_out_and_is_written_down(cast, actors):
    with transaction():
        service.set_role(actors["ada"], account(cast.alice), Role.MANAGER)
    assert (account(cast.alice).role, account(cast.alice).session_epoch) == ("manager", 1)
    assert [row.action for row in audit.rows_about(cast.ada)] == ["role:manager"]


@pytest.mark.parametrize(
    "act",
    [
        service.deactivate,
        lambda ada, own: service.set_role(ada, own, Role.MEMBER),
    ],
)
def test_the_only_admin_cannot_go(cast, actors, act):
    with pytest.raises(Invalid), transaction():
        act(actors["ada"], account(cast.ada))
    assert (account(cast.ada).active, account(cast.ada).role) == (True, "admin")


def test_a_closed_account_loses_its_links(cast, actors):
    with transaction():
        secret = links.make_reset(actors["ada"], account(cast.alice))
        service.deactivate(actors["ada"], account(cast.alice))
    with pytest.raises(Gone):
        links.find_link(secret)


def test_a_link_lets_in_once(cast, actors):
    with transaction():
        secret = links.make_reset(actors["ada"], account(cast.alice))
    with transaction():
        assert links.use_link(secret).id == cast.alice
    with pytest.raises(Gone), transaction():
        links.use_link(secret)


def test_a_link_dies_after_its_time(cast, actors, time_machine):
    with transaction():
        secret = links.make_reset(actors["ada"], account(cast.alice))
    time_machine.move_to(clock.now() + links.RESET + timedelta(seconds=1))
    with pytest.raises(Gone):
        links.find_link(secret)
    with transaction():
        assert links.purge_links() == 1
    assert db.session.query(SignInLink).count() == 0


def test_a_password_needs_the_old_one(cast, actors):
    with pytest.raises(Invalid), transaction():
        service.change_password(actors["alice"], account(cast.alice), "wrong", "a new password")
    with transaction():
        service.change_password(actors["alice"], account(cast.alice), "candor-demo", "new password")
    assert account(cast.alice).session_epoch == 1


@pytest.mark.parametrize("password", ["", "1234567", "x" * 257])
def test_a_password_has_8_to_256_characters(cast, actors, password):
    with pytest.raises(Invalid), transaction():
        service.set_password(account(cast.alice), password)


def test_the_directory_knows_crowds_and_managers(cast):
    who = Organisation()
    teams = {name: id_ for id_, name in who.teams().items()}
    assert (who.crowd(None), who.crowd(teams["生產部"]), who.crowd(teams["沖壓課"])) == (5, 2, 1)
    assert [person.name for person in who.managers()] == ["黃志豪"]
    assert who.above(teams["沖壓課"]) == {teams["沖壓課"], teams["生產部"], teams["公司"]}
