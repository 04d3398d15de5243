"""Messages to people, as rows that the worker sends; the door is `dvctt.notices.api`."""
