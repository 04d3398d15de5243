"""How the index looks: words in both languages, tables, moments; plain HTML without script or anything from outside."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dvctt.kernel import Text, clock

STYLE = mark_safe("""
:root { color-scheme: light }
body { margin: 0; background: #fff; color: #1a1a1a; font: 16px/1.5 system-ui, "Noto Sans", Arial, sans-serif }
main { max-width: 80rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.75rem } h2 { font-size: 1.25rem; margin-top: 2.5rem }
[lang=en] { display: block; font-size: .875em; font-weight: 400; color: #4a4a4a }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: .375rem 1rem }
dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; min-width: 64rem; font-size: .9375rem }
th, td { border: 1px solid #767676; padding: .375rem .5rem; text-align: left; vertical-align: top }
th { background: #f0f0f0 } td { overflow-wrap: break-word; white-space: pre-line }
code, pre { font: .875em/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
pre { background: #f5f5f5; padding: .75rem; overflow-x: auto; white-space: pre }
.good, .bad { border-left: .375rem solid #1b6e3c; background: #eef7f1; padding: .5rem 1rem }
.bad { border-color: #a3201d; background: #fbeeee }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } main { padding: 1rem } }
@media print { .wide { overflow: visible } table { min-width: 0; font-size: .75rem } }
""")

HOW = mark_safe("""
<h2>Cách kiểm tra<span lang="en">How to check</span></h2>
<p>Ở nơi có phần mềm dvctt, không cần cơ sở dữ liệu: lệnh dưới đây nêu tên từng tệp, từng bản ghi bị thay đổi, ai đã
ký, và điều gì chưa kiểm tra được.
<span lang="en">Wherever dvctt is installed, without its database: this names each file and entry that was changed,
who signed, and what could not be checked.</span></p>
<pre>dvctt evidence verify FILE.zip</pre>
<p>Không có phần mềm: giải nén, rồi <strong>(1)</strong> kiểm tra chữ ký số của cơ quan trên danh mục
<code>manifest.json</code>; danh mục ghi SHA-256 của mọi tệp, kể cả trang này.
<span lang="en">Without it: unpack, then (1) check the agency's signature over <code>manifest.json</code>, which
holds the SHA-256 of every file, of this page too.</span></p>
<pre>openssl cms -verify -binary -inform DER -in manifest.p7s -content manifest.json \\
    -CAfile ROOTS.pem -purpose any -out /dev/null
sha256sum index.html</pre>
<p><strong>(2)</strong> Mỗi bản ghi là một tệp <code>journal/…/00001.json</code>, đúng từng byte đã băm. Mã băm của
bản ghi là SHA-256 của mã băm bản ghi trước (để trống với bản ghi đầu) nối với tệp.
<span lang="en">(2) Each entry is a file <code>journal/…/00001.json</code>, byte by byte as it was hashed. Its hash is
the SHA-256 of the hash before it (empty for the first) followed by the file.</span></p>
<pre>printf %s PREVIOUS_HASH | cat - 00002.json | sha256sum</pre>
<p><strong>(3)</strong> Niêm phong giữ các bản ghi. Mỗi dòng của <code>seals/….lines</code> là SHA-256 của JSON chuẩn
tắc (RFC 8785) <code>{"entry", "kind", "id", "seq", "hash"}</code> của một bản ghi; <code>items</code> là SHA-256 của
các dòng nối liền, không có dấu xuống dòng. Mã băm của niêm phong là SHA-256 của JSON chuẩn tắc
<code>{"number", "at", "count", "previous", "items"}</code>; tệp <code>.tst</code> là dấu thời gian (RFC 3161) trên mã
băm ấy. So mã băm ấy với trang công bố niêm phong, hoặc với bản mà người khác giữ.
<span lang="en">(3) A seal holds entries. Each line of <code>seals/….lines</code> is the SHA-256 of the canonical JSON
(RFC 8785) <code>{"entry", "kind", "id", "seq", "hash"}</code> of one entry; <code>items</code> is the SHA-256 of the
lines joined without line breaks. The digest of the seal is the SHA-256 of the canonical JSON
<code>{"number", "at", "count", "previous", "items"}</code>; the file <code>.tst</code> is a time stamp (RFC 3161) over
that digest. Compare the digest with the page of published seals, or with what others keep.</span></p>
<pre>openssl ts -verify -digest SEAL_DIGEST -in 000001.tst -token_in -CAfile ROOTS.pem</pre>
<p><strong>Giới hạn.</strong> Danh sách người đã xem và thông báo đã gửi lấy từ cơ sở dữ liệu; nhật ký không chứng minh
chúng. Dấu <code>mac</code> của bản ghi chỉ cơ quan giữ khóa mới kiểm tra được.
<span lang="en">Limits. The lists of looks and messages come from the database; the journal does not prove them. The
<code>mac</code> of an entry can be checked only by who holds the key.</span></p>
""")

Cell = str | SafeString
Row = Sequence[Cell]


def both(text: Text) -> SafeString:
    """The words in Vietnamese, and below in English where there are any."""
    if not text.en or text.en == text.vi:
        return format_html("{}", text.vi)
    return format_html('{}<span lang="en">{}</span>', text.vi, text.en)


def moment(at: datetime | str | None) -> str:
    """The day and the second in Hanoi; a dash for none."""
    at = datetime.fromisoformat(at) if isinstance(at, str) and at else at
    return clock.written_second(at) if isinstance(at, datetime) else "–"


def facts(rows: Iterable[tuple[Text, Cell]]) -> SafeString:
    """A list of names with what they are."""
    lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((both(name), value or "–") for name, value in rows))
    return format_html("<dl>{}</dl>", lines)


def table(title: Text, heads: Iterable[Text], rows: Sequence[Row]) -> SafeString:
    """A table under its title; a sentence where it has no rows."""
    if not rows:
        nothing = both(Text(vi="Không có.", en="None."))
        return format_html("<h2>{}</h2><p>{}</p>", both(title), nothing)
    head = format_html_join("", '<th scope="col">{}</th>', ((both(text),) for text in heads))
    lines = format_html_join("\n", "<tr>{}</tr>", ((_cells(row),) for row in rows))
    return format_html(
        '<h2>{}</h2><div class="wide" tabindex="0" role="region" aria-label="{}"><table>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        both(title), title.vi, head, lines,
    )  # fmt: skip


def document(title: str, sections: Iterable[SafeString]) -> str:
    """The whole page."""
    return format_html(
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{}</title><meta name="viewport" '
        'content="width=device-width, initial-scale=1"><style>{}</style></head>\n<body><main>{}</main></body></html>\n',
        title, STYLE, format_html_join("\n", "{}", ((section,) for section in sections)),
    )  # fmt: skip


def _cells(row: Row) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in row))
