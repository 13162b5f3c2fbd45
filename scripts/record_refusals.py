#!/usr/bin/env python3
"""Asks a real API server what it says to tests/fixtures/api/refusals.json, and writes its answers down.

    KUBECTL="kubectl" scripts/record_refusals.py

Every case is a request to create an object that is thrown away (`dryRun=All`), in a namespace of its own that is deleted at the end.
New cases need nothing but `kind`, `title` and `body`.
"""

import base64
import json
import os
import shlex
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

CASES = Path(__file__).parent.parent / "tests/fixtures/api/refusals.json"
NAMESPACE = "drill-refusals"
PATHS = {
    "apps/v1": ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "policy/v1": ["PodDisruptionBudget"],
    "discovery.k8s.io/v1": ["EndpointSlice"],
}
CLUSTER = ["Namespace", "Node"]


def path(kind):
    group = next((f"/apis/{group}" for group, kinds in PATHS.items() if kind in kinds), "/api/v1")
    plural = kind.lower() if kind.endswith("s") else kind.lower() + "s"
    return f"{group}/{plural}" if kind in CLUSTER else f"{group}/namespaces/{NAMESPACE}/{plural}"


class Server:
    """The API server of kubectl's current context."""

    def __init__(self):
        kubectl = shlex.split(os.environ.get("KUBECTL", "kubectl"))
        view = json.loads(subprocess.check_output([*kubectl, "config", "view", "--raw", "--minify", "-o", "json"]))
        cluster, user = view["clusters"][0]["cluster"], view["users"][0]["user"]
        self.address = cluster["server"]
        self.headers = {}
        if "token" in user:
            self.headers["Authorization"] = "Bearer " + user["token"]
        self.context = ssl.create_default_context(cafile=self.file(cluster, "certificate-authority"))
        if certificate := self.file(user, "client-certificate"):
            self.context.load_cert_chain(certificate, self.file(user, "client-key"))

    @staticmethod
    def file(holder, name):
        if data := holder.get(name + "-data"):
            with tempfile.NamedTemporaryFile(delete=False) as file:
                file.write(base64.b64decode(data))
            return file.name
        return holder.get(name)

    def ask(self, method, where, body=None, kind="application/json"):
        data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
        headers = {**self.headers, "Content-Type": kind}
        request = urllib.request.Request(self.address + where, data, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, context=self.context)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, json.load(answer), answer.headers.get_all("Warning") or []


def main():
    server = Server()
    server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    cases = json.loads(CASES.read_text())
    for case in cases:
        code, answer, warnings = server.ask("POST", path(case["kind"]) + "?dryRun=All", case["body"])
        case["code"] = code
        for name in ("message", "causes", "warnings"):
            case.pop(name, None)
        if code >= 400:
            case["message"] = answer["message"]
            if causes := answer.get("details", {}).get("causes"):
                case["causes"] = causes
        if warnings:
            told = (warning.removeprefix('299 - "').removesuffix('"') for warning in warnings)
            case["warnings"] = [warning.replace('\\"', '"') for warning in told]
    server.ask("DELETE", f"/api/v1/namespaces/{NAMESPACE}")
    CASES.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
