"""The calendar: what happens to subscriptions because a day has come (R10, R17, R18, R21)."""
