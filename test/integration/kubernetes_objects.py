"""Holds Kubernetes objects to the schemas of a version; fields that it does not know are faults."""

import json
import sys

import kubernetes_validate

asked = json.load(sys.stdin)
faults = []
for thing in asked["objects"]:
    name = f"{thing['kind']} {thing['metadata']['name']}"
    try:
        kubernetes_validate.validate(thing, asked["version"], strict=True)
    except kubernetes_validate.ValidationError as error:
        place = ".".join(str(part) for part in error.absolute_path)
        faults.append(f"{name}: {place}: {error.message[:300]}")
    except kubernetes_validate.SchemaNotFoundError as error:
        faults.append(f"{name}: {error.message}")
print(json.dumps({"faults": faults}))
