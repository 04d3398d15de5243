"""The password that is asked for before it is changed: who has found a session open may not guess it there."""

from allauth.account import forms

from dvctt.accounts.adapters import guessing

# allauth carries no types, so its forms count as Any, and one cannot be subclassed without an ignore.


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of the present one."""

    def clean_oldpassword(self) -> str:
        """Take the present password; raises ValidationError where it is wrong, or was tried too often."""
        with guessing.guessed(guessing.OWN_PASSWORD, self.user):
            password: str = super().clean_oldpassword()
            return password
