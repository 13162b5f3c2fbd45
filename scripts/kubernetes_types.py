#!/usr/bin/env python3
"""Writes assets/kubernetes/types.txt: what the API server publishes of its types, as far as drills need it.

    KUBECTL="kubectl" scripts/kubernetes_types.py

Asks a cluster for its OpenAPI v3 documents. Every type is a paragraph: its name, then a line per field with its Go type and how
lists of it are merged.
"""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

DOCUMENTS = ["api/v1", "apis/apps/v1", "apis/autoscaling/v2", "apis/autoscaling/v1", "apis/policy/v1", "apis/discovery.k8s.io/v1"]
ROOTS = [
    "core.v1.ConfigMap", "core.v1.Endpoints", "core.v1.Event", "core.v1.LimitRange", "core.v1.Namespace", "core.v1.Node",
    "core.v1.PersistentVolumeClaim", "core.v1.Pod", "core.v1.ResourceQuota", "core.v1.Secret", "core.v1.ServiceAccount",
    "core.v1.Service", "apps.v1.ControllerRevision", "apps.v1.DaemonSet", "apps.v1.Deployment", "apps.v1.ReplicaSet",
    "apps.v1.StatefulSet", "autoscaling.v1.Scale", "autoscaling.v2.HorizontalPodAutoscaler", "policy.v1.PodDisruptionBudget",
    "policy.v1.Eviction", "discovery.v1.EndpointSlice",
]
PREFIXES = ["io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apimachinery.pkg.api.", "io.k8s.apimachinery.pkg.util.",
            "io.k8s.apimachinery.pkg."]
PLAIN = {"meta.v1.Time": "Time", "meta.v1.MicroTime": "MicroTime", "resource.Quantity": "Quantity",
         "intstr.IntOrString": "IntOrString", "meta.v1.FieldsV1": "any", "runtime.RawExtension": "any"}


def ask(document):
    kubectl = shlex.split(os.environ.get("KUBECTL", "kubectl"))
    return json.loads(subprocess.check_output([*kubectl, "get", "--raw", f"/openapi/v3/{document}"]))


def short(reference):
    name = reference.rsplit("/", 1)[-1]
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


def go_type(schema):
    """The Go type of a field, and the names of the types that it needs."""
    reference = schema.get("$ref") or (schema.get("allOf") or [{}])[0].get("$ref")
    if reference:
        name = short(reference)
        return (PLAIN[name], []) if name in PLAIN else (name, [name])
    kind, form = schema.get("type"), schema.get("format")
    if kind == "array":
        inner, needs = go_type(schema["items"])
        return f"[]{inner}", needs
    if kind == "object" and "additionalProperties" in schema:
        inner, needs = go_type(schema["additionalProperties"])
        return f"map[string]{inner}", needs
    if kind == "integer":
        return form or "int64", []
    if kind == "number":
        return "float64", []
    if kind == "boolean":
        return "bool", []
    if kind == "string":
        return "[]uint8" if form == "byte" else "string", []
    return "any", []


def field(name, schema, required):
    kind, needs = go_type(schema)
    words = [name, kind]
    strategies = schema.get("x-kubernetes-patch-strategy", "").split(",")
    if "merge" in strategies:
        words.append(f"merge={schema.get('x-kubernetes-patch-merge-key', '')}")
    if "retainKeys" in strategies:
        words.append("retainKeys")
    if schema.get("x-kubernetes-list-type") == "map":
        words.append("keys=" + ",".join(schema["x-kubernetes-list-map-keys"]))
    elif schema.get("x-kubernetes-list-type") == "set":
        words.append("set")
    if schema.get("x-kubernetes-map-type") == "atomic":
        words.append("atomic")
    if isinstance(schema.get("default"), str) and schema["default"]:
        words.append(f"default={schema['default']}")
    if schema.get("default") == {}:
        words.append("always")
    if name in required:
        words.append("required")
    return " ".join(words), needs


def main():
    types = {}
    for document in DOCUMENTS:
        for name, schema in ask(document)["components"]["schemas"].items():
            types.setdefault(short(name), schema)
    lines, wanted, done = [], list(ROOTS), set()
    while wanted:
        name = wanted.pop(0)
        if name in done:
            continue
        done.add(name)
        schema = types[name]
        lines.append(f"[{name}]" + (" atomic" if schema.get("x-kubernetes-map-type") == "atomic" else ""))
        for key, value in sorted(schema.get("properties", {}).items()):
            line, needs = field(key, value, schema.get("required", []))
            lines.append(line)
            wanted.extend(needs)
        lines.append("")
    Path(__file__).parent.parent.joinpath("assets/kubernetes/types.txt").write_text("\n".join(lines))
    print(f"{len(done)} types", file=sys.stderr)


main()
