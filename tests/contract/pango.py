"""A machine without Pango, also where it is there."""

WITHOUT = """
import cffi

found = cffi.FFI.dlopen


def dlopen(self, name, flags=0):
    if name and "pango" in name:
        raise OSError(f"cannot load library {name}")
    return found(self, name, flags)


cffi.FFI.dlopen = dlopen
"""
"""What Python does first there: the library is not found."""
