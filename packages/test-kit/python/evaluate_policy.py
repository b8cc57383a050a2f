"""What moto's evaluation of IAM policies says of requests: for each policy a list of true and false.

Reads {"policies": [...], "requests": [{"action", "resource", "context"}]} from standard input."""

import json
import sys

from moto.iam.access_control import IAMPolicy, PermissionResult

given = json.load(sys.stdin)


def allowed(statements, each):
    # moto takes an allowing statement whose condition does not hold for a denial: each is asked alone.
    found = []
    for statement in statements:
        policy = IAMPolicy(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        result = policy.is_action_permitted(
            each["action"], each["resource"], incoming_condition_values=each.get("context", {})
        )
        denied = result == PermissionResult.DENIED and statement["Effect"] == "Deny"
        found.append("denied" if denied else result)
    return PermissionResult.PERMITTED in found and "denied" not in found


print(json.dumps([[allowed(policy["Statement"], each) for each in given["requests"]] for policy in given["policies"]]))
