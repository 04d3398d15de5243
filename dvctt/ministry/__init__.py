"""Units, addresses, calendars, settings and number series: the ministry as data."""
