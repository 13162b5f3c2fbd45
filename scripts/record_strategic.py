#!/usr/bin/env python3
"""Asks a real API server what comes of the strategic merge patches in tests/fixtures/api/strategic.json, and writes its answers down.

    KUBECTL="kubectl" scripts/record_strategic.py

The bases are created in a namespace of its own that is deleted at the end; every patch is thrown away (`dryRun=All`).
New cases need nothing but `title`, `of` (a base) and `patch`; where that is sent in other words than Python's, its `text` as well. Of what comes
of a patch the difference is kept, as a merge patch over what stood there before.
"""

import json
from pathlib import Path

from record_refusals import Server

CASES = Path(__file__).parent.parent / "tests/fixtures/api/strategic.json"
NAMESPACE = "drill-strategic"
PATCH = "application/strategic-merge-patch+json"
OWNED = ["creationTimestamp", "generation", "managedFields", "namespace", "resourceVersion", "uid"]


def path(base):
    version, kind = base["apiVersion"], base["kind"].lower() + "s"
    return f"/{'apis' if '/' in version else 'api'}/{version}/namespaces/{NAMESPACE}/{kind}"


def kept(value):
    """What does not differ from server to server."""
    value.pop("status", None)
    for name in OWNED:
        value["metadata"].pop(name, None)
    annotations = value["metadata"].get("annotations", {})
    annotations.pop("deployment.kubernetes.io/revision", None)
    if not annotations:
        value["metadata"].pop("annotations", None)
    for name in ("clusterIP", "clusterIPs"):
        value.get("spec", {}).pop(name, None)
    return value


def record(server, base, before, case):
    body = case["text"] if "text" in case else json.dumps(case["patch"])
    where = f"{path(base)}/{base['metadata']['name']}?dryRun=All&fieldValidation=Strict"
    case["code"], answer, _ = server.ask("PATCH", where, body, PATCH)
    for name in ("message", "after"):
        case.pop(name, None)
    if case["code"] < 400:
        case["after"] = difference(before, kept(answer))
    else:
        case["message"] = answer["message"]


def difference(before, after):
    """What RFC 7396 makes `after` of `before` with."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    told = {name: None for name in before if name not in after}
    for name, value in after.items():
        if name not in before or value != before[name]:
            told[name] = difference(before.get(name), value)
    return told


def lines(items):
    return ",\n".join(items)


def main():
    server = Server()
    server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    told = json.loads(CASES.read_text())
    bases, cases = told["bases"], told["cases"]
    stands = {}
    for name, base in bases.items():
        server.ask("POST", path(base), base)
        stands[name] = kept(server.ask("GET", f"{path(base)}/{base['metadata']['name']}")[1])
    for case in cases:
        record(server, bases[case["of"]], stands[case["of"]], case)
    for base in bases.values():
        server.ask("PATCH", f"{path(base)}/{base['metadata']['name']}", {"metadata": {"finalizers": None}}, PATCH)
    server.ask("DELETE", f"/api/v1/namespaces/{NAMESPACE}")
    named = [lines(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in all.items()) for all in (bases, stands)]
    cases = lines(map(json.dumps, cases))
    CASES.write_text(f'{{"bases": {{\n{named[0]}\n}},\n"stands": {{\n{named[1]}\n}},\n"cases": [\n{cases}\n]}}\n')


if __name__ == "__main__":
    main()
