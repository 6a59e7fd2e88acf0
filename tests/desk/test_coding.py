"""What an operator fills in for the statistics."""

from __future__ import annotations

from bot.conversations import counting
from bot.conversations.work import Store
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, conversation_of, waiting_conversation


def filled_in(store: Store, number: int) -> dict[str, tuple[str, ...]]:
    with store.read() as work:
        return counting.filled_in(work, number)


async def test_the_holder_fills_in_and_sees_it_again(desk: RunningDesk, amira: Browser) -> None:
    number = waiting_conversation(desk.store, "+491701000001")
    await amira.take(number)
    assert "For the statistics" in amira.page
    fields = {"sex": "Feminine", "form.ForcedLabour": "yes", "form.Servitude": "yes", "outcome": "referred", "age": ""}
    response = await amira.post(f"/conversations/{number}/coding", **fields)
    assert "Kept for the statistics." in response.text
    expected = {"sex": ("Feminine",), "form": ("ForcedLabour", "Servitude"), "outcome": ("referred",)}
    assert filled_in(desk.store, number) == expected
    assert '<option value="Feminine" selected>' in amira.page


async def test_nobody_else_fills_in(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    number = waiting_conversation(desk.store, "+491701000001")
    await amira.take(number)
    await boris.open(number)
    assert "For the statistics" not in boris.page
    response = await boris.post(f"/conversations/{number}/coding", sex="Feminine")
    assert response.status_code == 409
    assert filled_in(desk.store, number) == {}


async def test_a_code_that_does_not_exist_is_refused_in_one_line(desk: RunningDesk, amira: Browser) -> None:
    number = waiting_conversation(desk.store, "+491701000001")
    await amira.take(number)
    response = await amira.post(f"/conversations/{number}/coding", sex="Other")
    assert response.status_code == 400
    assert "sex: Other is no code of it" in response.text


async def test_of_who_is_not_to_be_counted_nothing_is_kept(desk: RunningDesk, amira: Browser) -> None:
    number = conversation_of(desk.store, "+491701000001")
    await amira.take(number)
    with desk.store.write() as work:
        counting.leave_out(work, number)
    response = await amira.post(f"/conversations/{number}/coding", sex="Feminine")
    assert "Nothing was kept" in response.text
    assert filled_in(desk.store, number) == {}
    await amira.get(f"/conversations/{number}")
    assert "For the statistics" not in amira.page
