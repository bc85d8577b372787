"""Every metric of the chain, by name, in one place. Labels never hold ids or anything personal."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter("signaalketen_events_total", "Events handled, first deliveries only", ["topic"])
REPEATS = Counter("signaalketen_repeats_total", "Redelivered events, swallowed by the inbox", ["topic"])
QUARANTINED = Counter("signaalketen_quarantined_total", "Events set aside", ["topic", "reason"])
RETRIES = Counter("signaalketen_batch_retries_total", "Batches tried again after a transient failure")
BATCH_SECONDS = Histogram("signaalketen_batch_seconds", "One batch, from decode to commit")
PUBLISHED = Counter("signaalketen_published_total", "Events published by the relay", ["topic"])
OUTBOX_WAITING = Gauge("signaalketen_outbox_waiting", "Events in the outbox that are not on their topic yet")
OUTBOX_OLDEST_SECONDS = Gauge("signaalketen_outbox_oldest_seconds", "Age of the oldest of those")
ALERT_OLDEST_SECONDS = Gauge("signaalketen_alert_oldest_seconds", "Age of the oldest acute alert that is not sent")
QUARANTINE_WAITING = Gauge("signaalketen_quarantine_waiting", "Events set aside that nobody dealt with yet")
READING_STOPPED = Gauge(
    "signaalketen_reading_stopped", "1 of a topic that is not read until a person looked", ["topic"]
)
CERTIFICATE_ENDS = Gauge(
    "signaalketen_certificate_ends_timestamp_seconds", "When the certificate in this process's file ends (Unix time)"
)
CERTIFICATES_SETTLED = Gauge(
    "signaalketen_certificates_settled_timestamp_seconds",
    "When the broker was last told which certificates count (Unix time)",
)
CONSUMER_LAG = Gauge("signaalketen_consumer_lag", "Events of this worker's partitions it has not committed", ["topic"])
LOGBOOK_OLDEST_SECONDS = Gauge(
    "signaalketen_logbook_oldest_seconds", "Age of the oldest entry of which a logbook has no lines", ["logbook"]
)
CHECKPOINT_AGE_SECONDS = Gauge(
    "signaalketen_checkpoint_age_seconds", "Age of the oldest record that no witnessed checkpoint covers"
)
SIGNING_KEYS_AGE_SECONDS = Gauge(
    "signaalketen_signing_keys_age_seconds", "Since the keys of who issues tokens were last read", ["issuer"]
)
UNDECIDED_OLDEST_SECONDS = Gauge("signaalketen_undecided_oldest_seconds", "Age of the oldest signal a person must see")
CONSULTATIONS_OVERDUE = Gauge("signaalketen_consultations_overdue", "Questions past their date without an answer")
REGISTER_ANSWERS = Counter(
    "signaalketen_register_answers_total", "What came of questions to base registers", ["register", "state"]
)
REQUESTS = Counter("signaalketen_http_requests_total", "HTTP requests", ["method", "status"])
REQUEST_SECONDS = Histogram("signaalketen_http_request_seconds", "HTTP request duration")
