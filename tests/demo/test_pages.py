"""What the walk sees of a page is what a browser without script would send."""

import pytest

from demo.browser import Unexpected, filled
from demo.pages import read_page

HTML = """<!doctype html><title>Một trang – dvctt</title><svg><title>hình</title></svg>
<form action="/search/" method="get"><input name="q"></form>
<form id="main" method="post" enctype="multipart/form-data"><input type="hidden" name="csrf" value="k&amp;1">
 <input name="name" value="An"><input type="checkbox" name="tick" value="a" checked>
 <input type="checkbox" name="tick" value="b">
 <input type="radio" name="one" value="x"><input type="radio" name="one" value="y" checked>
 <select name="place"><option value="">–</option><option value="01" selected>Hà Nội</option></select>
 <select name="first"><option value="p">P</option><option value="q">Q</option></select>
 <textarea name="words">
xin chào
hai dòng</textarea><input name="off" value="1" disabled><input type="file" name="file">
 <template><input name="blank.0.name"></template>
 <button name="add_row" value="t">Thêm</button><button type="button" name="no">–</button>
 <button name="go" value="on">Gửi</button>
</form>
<input type="checkbox" name="chosen" value="7" form="main">
<p class="fault">Sai rồi</p><div role="alert">Chú ý <b>nhé</b></div><script>var secret</script>
<a href="/me/1/"><svg><use/></svg> Hồ sơ <b>một</b></a>
"""


def test_a_form_gives_what_a_browser_would_send() -> None:
    page = read_page("http://h/here/", 200, HTML)
    form = page.form(having="name")
    assert form and form.multipart and form.method == "post"

    assert filled(form, {"name": "Bình", "tick": ["b"], "chosen": "7"}) == [
        ("csrf", "k&1"), ("name", "Bình"), ("tick", "b"), ("one", "y"), ("place", "01"), ("first", "p"),
        ("words", "xin chào\nhai dòng"), ("chosen", "7"),
    ]  # fmt: skip


def test_what_the_page_does_not_offer_is_not_sent() -> None:
    form = read_page("http://h/here/", 200, HTML).form(having="name")
    assert form

    with pytest.raises(Unexpected, match="has no field nothing"):
        filled(form, {"nothing": "1"})
    with pytest.raises(Unexpected, match="place does not offer 99"):
        filled(form, {"place": "99"})
    assert "off" not in form.names() and "blank.0.name" not in form.names() and "no" not in form.names()


def test_words_links_and_alerts() -> None:
    page = read_page("http://h/here/", 200, HTML)

    assert page.title == "Một trang – dvctt"
    assert page.alerts == "Sai rồiChú ý nhé" and "secret" not in page.text and "Hà Nội" not in page.text
    assert page.link("/me/", "một") == "/me/1/" and page.link("/me/", "hai") is None
    assert page.form("/here/", having="csrf") and page.form("/search/")
    button = page.form(having="name").button("add_row", "t")  # type: ignore[union-attr]
    assert button and button.words == "Thêm"
