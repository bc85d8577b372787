"""Nothing reaches the administration: all that it knows was agreed on here."""

from services.runtime.messaging.dispatch import Dispatch

DISPATCH = Dispatch({})
