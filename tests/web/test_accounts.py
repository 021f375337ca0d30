"""Doors: reading is public, changing needs an archivist, every form its token, attempts are limited."""

import re

import pytest
from flask.testing import FlaskClient

from archive.errors import Conflict, InvalidValue, NotFound
from tests.web.conftest import NAME, PASSWORD, signed_in, token
from web.accounts.store import Accounts
from web.app import create_app
from web.bootstrap import Services

CHANGES = (
    "/intake",
    "/reports/luo-yang-shi-ren-min-zheng-fu-2020/status",
    "/reports/luo-yang-shi-ren-min-zheng-fu-2020/values/requests.received.total",
    f"/intake/documents/{'0' * 64}/again",
)


def test_staff_rooms_ask_for_a_sign_in(client: FlaskClient) -> None:
    for page in ("/intake", "/review", "/intake/batches/1"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("place", CHANGES)
def test_the_public_changes_nothing(client: FlaskClient, place: str) -> None:
    answer = client.post(place, data={"csrf_token": token(client, "/sign-in")})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("place", CHANGES)
def test_a_form_without_its_token_is_refused(staff: FlaskClient, place: str) -> None:
    assert staff.post(place, data={"why": "x"}).status_code == 400


def test_a_wrong_password_and_an_unknown_name_look_alike(shop: Services) -> None:
    client = create_app(shop).test_client()
    texts = []
    for name in (NAME, "nobody"):
        form = {"username": name, "password": "wrong wrong wrong", "csrf_token": token(client, "/sign-in")}
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 200
        texts.append(answer.get_data(as_text=True).replace(name, "").replace(form["csrf_token"], ""))
    assert 'role="alert"' in texts[0]
    errors = [text.split('role="alert">')[1].split("<")[0] for text in texts]
    assert errors[0] == errors[1]
    assert re.search("[\u4e00-\u9fff]", errors[0])  # in the reader's language


def test_attempts_to_sign_in_are_limited(shop: Services) -> None:
    client = create_app(shop).test_client()
    form = {"username": NAME, "password": "wrong wrong wrong", "csrf_token": token(client, "/sign-in")}
    codes = [client.post("/sign-in", data=form).status_code for _ in range(7)]
    assert codes[:5] == [200] * 5
    assert codes[5:] == [429] * 2


def test_signing_out_closes_the_doors_and_needs_a_form(shop: Services) -> None:
    client = signed_in(create_app(shop).test_client())
    assert client.get("/intake").status_code == 200
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out", data={"csrf_token": token(client, "/intake")})
    assert client.get("/intake").status_code == 302


def test_a_sign_in_never_leads_off_the_site(shop: Services) -> None:
    client = create_app(shop).test_client()
    form = {"username": NAME, "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-in?next=https://evil.example/", data=form)
    assert "evil" not in answer.headers.get("Location", "")


def test_a_one_time_password_opens_only_the_way_to_a_new_one(own: Services) -> None:
    given = Accounts(own.archive.ground.engines.write).add("newcomer")
    client = signed_in(create_app(own).test_client(), "newcomer", given)
    assert client.get("/intake").headers["Location"] == "/password"
    form = {
        "password": given,
        "new_password": "a password of my own",
        "new_password_confirm": "a password of my own",
        "csrf_token": token(client, "/password"),
    }
    assert client.post("/password", data=form).status_code == 302
    assert client.get("/intake").status_code == 200
    fresh = create_app(own).test_client()
    assert signed_in(fresh, "newcomer", "a password of my own").get("/intake").status_code == 200


def test_accounts_can_be_closed_reopened_and_reset(own: Services) -> None:
    accounts = Accounts(own.archive.ground.engines.write)
    client = signed_in(create_app(own).test_client())
    accounts.set_active(NAME, active=False)
    assert client.get("/intake").status_code == 302
    accounts.set_active(NAME, active=True)
    accounts.reset(NAME, "another password")
    assert client.get("/intake").status_code == 302  # a reset ends every session
    assert signed_in(create_app(own).test_client(), NAME, "another password").get("/intake").status_code == 200
    with pytest.raises(Conflict):
        accounts.add(NAME)
    with pytest.raises(NotFound):
        accounts.reset("nobody")


@pytest.mark.parametrize("name", ["李", "张三", "Zoé"])
def test_a_short_or_chinese_name_signs_in(own: Services, name: str) -> None:
    Accounts(own.archive.ground.engines.write).add(name, PASSWORD)
    client = create_app(own).test_client()
    form = {"username": name, "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    assert client.post("/sign-in", data=form).headers.get("Location") == "/intake"


@pytest.mark.parametrize("name", ["", "li si", "a@b", "x" * 65])
def test_a_name_that_could_not_sign_in_is_refused_at_once(own: Services, name: str) -> None:
    with pytest.raises(InvalidValue):
        Accounts(own.archive.ground.engines.write).add(name, PASSWORD)


def test_passwords_are_kept_as_argon2(own: Services) -> None:
    from sqlalchemy import select

    from archive.db import tables

    with own.archive.ground.reading() as connection:
        assert str(connection.scalar(select(tables.users.c.password))).startswith("$argon2id$")


def test_cookies_are_shut_to_scripts_and_other_sites(client: FlaskClient) -> None:
    cookies = client.get("/sign-in").headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_reading_needs_no_session(client: FlaskClient) -> None:
    assert client.get("/").headers.getlist("Set-Cookie") == []
