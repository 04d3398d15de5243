"""Sign-in, second factor and sign-out: the views of allauth, mounted one by one."""
