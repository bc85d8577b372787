"""What crosses a boundary: pure pydantic, no I/O beyond reading the declarations beside this file."""
