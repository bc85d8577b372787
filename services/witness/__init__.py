"""A witness of the audit log (C2SP tlog-witness): cosigns a checkpoint only when it goes on from the last one."""
