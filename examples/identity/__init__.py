"""OpenID providers for the demonstration and the tests: one for citizens, one for officials."""
