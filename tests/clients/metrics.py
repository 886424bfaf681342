"""Prometheus' own parser reads /metrics of a running server: metrics.py ADDRESS EXPECTED.json …"""
import json
import pathlib
import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

address = sys.argv[1]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
body = "[%s]" % ",".join((examples / "wine.jsonl").read_text().split("\n")[:10])


def scrape():
    with urllib.request.urlopen("http://%s/metrics" % address, timeout=10) as answer:
        text = answer.read().decode()
    return {(sample.name, *sorted(sample.labels.items())): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}


def check(got, wanted, what):
    if got != wanted:
        sys.exit("%s: %s, not %s" % (what, got, wanted))


check(scrape()[("slipway_rows_total", ("model", "wine"), ("version", "1"))], 0, "rows before")
for _ in range(5):
    request = urllib.request.Request("http://%s/api/v1/models/wine/score" % address, body.encode())
    check(len(json.load(urllib.request.urlopen(request, timeout=10))["predictions"]), 10, "rows scored")
found = scrape()
check(found[("slipway_rows_total", ("model", "wine"), ("version", "1"))], 50, "rows")
check(found[("slipway_requests_total", ("code", "OK"), ("model", "wine"), ("version", "1"))], 5, "requests")
for phase in ("parse", "queue", "score", "encode"):
    check(found[("slipway_phase_seconds_count", ("model", "wine"), ("phase", phase), ("version", "1"))], 5, phase)
    check(found[("slipway_phase_seconds_bucket", ("le", "+Inf"), ("model", "wine"), ("phase", phase), ("version", "1"))], 5, phase)
check(found[("slipway_requests_in_flight", ("model", "wine"), ("version", "1"))], 0, "in flight")
print("prometheus_client: %d samples" % len(found))
