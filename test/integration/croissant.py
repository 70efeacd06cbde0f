"""Reads a data card with mlcroissant: what it finds wrong, and the first records."""

import json
import logging
import sys

import mlcroissant

logging.disable()
asked = json.load(sys.stdin)
dataset = mlcroissant.Dataset(jsonld=asked["card"])
issues = dataset.metadata.issues
records = [
    {name.removeprefix("images/"): value.decode() for name, value in record.items()}
    for record in dataset.records("images")
]
print(
    json.dumps({"errors": list(issues.errors), "warnings": list(issues.warnings), "records": records})
)
