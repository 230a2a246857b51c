"""Counters for /metrics: bounded labels only, never an id, never text that somebody wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

jobs_run = Counter("cairnloop_jobs_total", "Job attempts, by kind", ["kind"], registry=REGISTRY)
job_failures = Counter("cairnloop_job_failures_total", "Failed job attempts, by kind", ["kind"], registry=REGISTRY)
job_seconds = Histogram("cairnloop_job_seconds", "Time in job handlers, by kind", ["kind"], registry=REGISTRY)
messages_accepted = Counter(
    "cairnloop_messages_accepted_total", "Customer messages stored, by source", ["source"], registry=REGISTRY
)
accept_seconds = Histogram(
    "cairnloop_message_accept_seconds", "Time until a customer's message was stored, for its sender", registry=REGISTRY
)
messages_delivered = Counter(
    "cairnloop_messages_delivered_total",
    "Outgoing messages, by channel and outcome",
    ["channel", "outcome"],
    registry=REGISTRY,
)
webhook_deliveries = Counter(
    "cairnloop_webhook_deliveries_total",
    "Attempts to deliver a webhook, by what the delivery is since",
    ["status"],
    registry=REGISTRY,
)
mails = Counter(
    "cairnloop_mails_total",
    "Mails of the house itself, by outcome: sent, refused for good, or deferred",
    ["outcome"],
    registry=REGISTRY,
)
drafts_made = Counter(
    "cairnloop_drafts_total", "Drafts made, by kind and engine", ["kind", "engine"], registry=REGISTRY
)
draft_decisions = Counter(
    "cairnloop_draft_decisions_total", "Decisions on drafts, by action", ["action"], registry=REGISTRY
)
model_seconds = Histogram(
    "cairnloop_model_seconds", "Time in the drafting engine, by engine", ["engine"], registry=REGISTRY
)
model_calls = Counter(
    "cairnloop_model_calls_total",
    "Drafts asked of an engine, by outcome: answered, failed, or spared while it was left alone",
    ["engine", "outcome"],
    registry=REGISTRY,
)
model_breaker = Gauge(
    "cairnloop_model_breaker", "1 for the state the model's breaker is in, else 0", ["state"], registry=REGISTRY
)
sockets_open = Gauge(
    "cairnloop_sockets_open", "Open sockets, by who sits at the other end", ["side"], registry=REGISTRY
)
sockets_dropped = Counter(
    "cairnloop_sockets_dropped_total", "Sockets we closed, by reason", ["reason"], registry=REGISTRY
)
limited = Counter(
    "cairnloop_limited_total", "Refused for coming too often, by what was asked", ["kind"], registry=REGISTRY
)
http_requests = Counter(
    "cairnloop_http_requests_total",
    "HTTP requests, by route, method and status",
    ["route", "method", "status"],
    registry=REGISTRY,
)
http_seconds = Histogram("cairnloop_http_seconds", "Time in HTTP handlers, by route", ["route"], registry=REGISTRY)
