"""Links that open the bot on an entry."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.links import entry_link, linked_entry, start_parameter


@given(entry=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90))
def test_whatever_an_entry_is_called_its_link_is_one_telegram_takes_and_leads_back(entry):
    parameter = start_parameter(entry)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter)
    assert linked_entry(parameter, ["another", entry]) == entry or entry == "another"
    assert entry_link("policy_bot", entry) == f"https://t.me/policy_bot?start={parameter}"


def test_an_id_that_links_can_hold_stands_in_them_as_it_is():
    assert start_parameter("free_housing") == "free_housing"


def test_a_parameter_that_is_nobodys_leads_nowhere():
    assert linked_entry("", ["bins"]) is None
    assert linked_entry("nothing", ["bins"]) is None
