"""What the desk does with its tables, beside reading them."""

PRIVILEGES = {
    "session": "insert, update, delete",
    "sign_on": "insert, delete",
    "draft": "insert, delete",
    "presence": "insert, update, delete",
}
