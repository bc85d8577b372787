"""A tiled transparency log (C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy). No I/O."""
