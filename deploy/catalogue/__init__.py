"""The catalogue: what each partner can get and why, and what each topic holds, from the declarations themselves."""
