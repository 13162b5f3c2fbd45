#!/usr/bin/env python3
"""Writes assets/kubernetes/types.txt: what the API server publishes of its types, as far as drills need it.

    KUBECTL="kubectl" API=…/k8s.io/api@v0.34.3 MACHINERY=…/k8s.io/apimachinery@v0.34.3 scripts/kubernetes_types.py

Asks a cluster for its OpenAPI v3 documents, and the sources of the same version for what these do not say. Every type is a paragraph: its
name, then a line per field, in the order in which the server writes them, with its Go type (`*`: nothing and zero are two things), its number
in protobuf (`#2.1`: field 1 of a message that JSON does not show, which is field 2), and how lists of it are merged. `shown`: it is there
even if it is zero.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

DOCUMENTS = ["api/v1", "apis/apps/v1", "apis/autoscaling/v2", "apis/autoscaling/v1", "apis/policy/v1", "apis/discovery.k8s.io/v1",
             "apis/authentication.k8s.io/v1", "apis/authorization.k8s.io/v1"]
ROOTS = [
    "core.v1.ConfigMap", "core.v1.Endpoints", "core.v1.Event", "core.v1.LimitRange", "core.v1.Namespace", "core.v1.Node",
    "core.v1.PersistentVolumeClaim", "core.v1.Pod", "core.v1.ResourceQuota", "core.v1.Secret", "core.v1.ServiceAccount",
    "core.v1.Service", "apps.v1.ControllerRevision", "apps.v1.DaemonSet", "apps.v1.Deployment", "apps.v1.ReplicaSet",
    "apps.v1.StatefulSet", "autoscaling.v1.Scale", "autoscaling.v2.HorizontalPodAutoscaler", "policy.v1.PodDisruptionBudget",
    "policy.v1.Eviction", "discovery.v1.EndpointSlice", "meta.v1.DeleteOptions", "authentication.v1.SelfSubjectReview",
    "authorization.v1.SelfSubjectAccessReview", "authorization.v1.SelfSubjectRulesReview",
]
PREFIXES = ["io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apimachinery.pkg.api.", "io.k8s.apimachinery.pkg.util.",
            "io.k8s.apimachinery.pkg."]
PLAIN = {"meta.v1.Time": "Time", "meta.v1.MicroTime": "MicroTime", "resource.Quantity": "Quantity",
         "intstr.IntOrString": "IntOrString", "meta.v1.FieldsV1": "any", "runtime.RawExtension": "any"}
SOURCES = {"core.v1": "core/v1", "apps.v1": "apps/v1", "autoscaling.v1": "autoscaling/v1", "autoscaling.v2": "autoscaling/v2",
           "policy.v1": "policy/v1", "discovery.v1": "discovery/v1", "authentication.v1": "authentication/v1",
           "authorization.v1": "authorization/v1"}
ALIASES = {"metav1": "meta.v1", "v1": "core.v1"}
STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.M | re.S)
MEMBER = re.compile(r'^\t(?:(\w+)\s+)?(\S+)\s+`(.*json:".*)`', re.M)


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


def sources():
    """The members of every struct: its JSON name (None where it is shown in place), Go type, number, and whether a zero is left away."""
    folders = {group: Path(os.environ["API"]) / folder for group, folder in SOURCES.items()}
    folders["meta.v1"] = Path(os.environ["MACHINERY"]) / "pkg/apis/meta/v1"
    structs = {}
    for group, folder in folders.items():
        for struct, body in STRUCT.findall("\n".join(file.read_text() for file in sorted(folder.glob("*types.go")))):
            members = structs[f"{group}.{struct}"] = []
            for _, kind, tags in MEMBER.findall(body):
                name, *options = re.search(r'json:"([^"]*)"', tags)[1].split(",")
                number = re.search(r'protobuf:"\w+,(\d+),', tags)
                inline = "inline" in options
                if inline and number:
                    package, _, plain = kind.lstrip("*").rpartition(".")
                    kind = f"{ALIASES[package] if package else group}.{plain}"
                if number:
                    members.append((None if inline else name, kind, number[1], "omitempty" in options))
    return structs


def told(structs, name, before=""):
    """What the source says of each field of a type: number, pointer or not, left away or not."""
    found = {}
    for field, kind, number, omitted in structs.get(name, []):
        if field is None:
            found |= told(structs, kind, f"{before}{number}.")
        else:
            found[field] = (before + number, kind.startswith("*"), omitted)
    return found


def field(name, schema, source):
    kind, needs = go_type(schema)
    number, pointer, omitted = source or (None, False, True)
    words = [name, "*" * pointer + kind]
    if number:
        words.append(f"#{number}")
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
    if not omitted:
        words.append("shown")
    return " ".join(words), needs


def main():
    types, structs = {}, sources()
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
        source = told(structs, name)
        properties, order = schema.get("properties", {}), ["kind", "apiVersion", *source]
        for key in [*filter(properties.get, order), *sorted(set(properties).difference(order))]:
            value = properties[key]
            line, needs = field(key, value, source.get(key))
            lines.append(line)
            wanted.extend(needs)
        lines.append("")
    Path(__file__).parent.parent.joinpath("assets/kubernetes/types.txt").write_text("\n".join(lines))
    print(f"{len(done)} types", file=sys.stderr)


main()
