"""The function a running service asks how many cases stand where."""

FLOW_PRIVILEGES = {"flow": "execute"}
