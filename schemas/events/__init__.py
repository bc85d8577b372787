"""One file per event family: the shape of ``data``. What identifies a person is under ``personal``."""
