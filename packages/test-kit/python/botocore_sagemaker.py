"""SageMaker's MLflow operations as botocore knows them: their fields, its judgement of inputs, and calls that it makes itself.

Reads JSON from standard input, writes JSON to standard output."""

import json
import re
import sys

import botocore.session
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

session = botocore.session.get_session()
model = session.get_service_model("sagemaker")
types = {"string": "text", "integer": "number", "timestamp": "number", "boolean": "flag"}


def operations():
    return [name for name in model.operation_names if "Mlflow" in name]


def fields_of(name):
    shape = model.operation_model(name).input_shape
    return {key: field(each, key in shape.required_members) for key, each in shape.members.items()}


def field(shape, required):
    known = {"type": types.get(shape.type_name, "texts")}
    rules, one = dict(shape.metadata), shape
    if shape.type_name == "list":
        one = shape.member
        if one.type_name == "structure":
            known["type"] = "tags"
    pattern = one.metadata.get("pattern")
    most = one.metadata.get("max") if known["type"] == "texts" else rules.get("max")
    least = rules.get("min")
    found = {**known, "pattern": pattern, "least": least, "most": most, "oneOf": list(getattr(one, "enum", []) or [])}
    found["required"] = required
    return {key: value for key, value in found.items() if value not in (None, False, [], "")}


def problems(operation, values):
    """What botocore refuses, and what its model says beyond that: patterns and enums."""
    shape = model.operation_model(operation).input_shape
    report = ParamValidator().validate(values, shape)
    found = [report.generate_report()] if report.has_errors() else []
    for key, value in values.items():
        rules = fields_of(operation).get(key, {})
        for text in value if isinstance(value, list) else [value]:
            if "pattern" in rules and isinstance(text, str) and not re.fullmatch(rules["pattern"], text):
                found.append(f"{key}: {text} does not fit {rules['pattern']}")
            if "oneOf" in rules and text not in rules["oneOf"]:
                found.append(f"{key}: {text} is none of {rules['oneOf']}")
            if "most" in rules and isinstance(text, str) and len(text) > rules["most"]:
                found.append(f"{key}: {text} is longer than {rules['most']}")
    return found


def call(client, operation, values):
    method = getattr(client, botocore.xform_name(operation))
    try:
        answer = method(**values)
        answer.pop("ResponseMetadata")
        return answer
    except ClientError as error:
        return {"error": error.response["Error"]["Code"]}


def main(task):
    if task == "fields":
        return {name: fields_of(name) for name in operations()}
    given = json.load(sys.stdin)
    if task == "problems":
        return [problems(operation, values) for operation, values in given]
    client = session.create_client("sagemaker")
    return [call(client, operation, values) for operation, values in given]


print(json.dumps(main(sys.argv[1]), default=lambda value: value.timestamp()))
