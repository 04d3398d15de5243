"""Fields of Django's own forms (sign-in), drawn as ours."""

from django import forms as django_forms
from django.utils.translation import gettext_lazy as lazy

from dvctt.web.ui.form_view.drawn import FieldView

SIGN_IN_LABELS = {
    "login": lazy("Tên đăng nhập hoặc thư điện tử"),
    "password": lazy("Mật khẩu"),
    "code": lazy("Mã xác thực"),
    "oldpassword": lazy("Mật khẩu hiện nay"),
    "password1": lazy("Mật khẩu mới"),
    "password2": lazy("Nhập lại mật khẩu mới"),
}


def from_bound(bound: django_forms.BoundField) -> FieldView:
    """A field of a Django form (the sign-in pages), as ours."""
    widget = bound.field.widget
    attrs = {key: str(value) for key, value in widget.attrs.items() if key in ("autocomplete", "inputmode")}
    attrs["type"] = getattr(widget, "input_type", "text")
    if bound.html_name == "login":
        attrs["autocomplete"] = "username"
    checkbox = attrs["type"] == "checkbox"
    value = bound.value()
    return FieldView(
        name=bound.html_name,
        kind="confirm" if checkbox else "text",
        label=str(SIGN_IN_LABELS.get(bound.html_name, bound.label or "")),
        hint="" if "<" in str(bound.help_text) else str(bound.help_text),
        required=bound.field.required,
        value="" if value is None or attrs["type"] == "password" else str(value),
        fault=" ".join(str(error) for error in bound.errors),
        attrs=attrs,
    )
