"""Holds docs/api/openapi.yaml against the daemon: python3 openapi_check.py OPENAPI FACTS

FACTS is JSON: {"routes": [{method, path, needs, most_body_bytes, query}], "exchanges": [{method, path,
status, content_type, body}]}. Every route must stand in the page and the other way round, and
every JSON answer must fit the schema that the page gives for it. Without "routes", as from a daemon
that is asked from outside, every operation of the page must have succeeded among the exchanges.
Prints what differs; exit 1 then.
"""

import json
import re
import sys

import jsonschema
import yaml

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def page_routes(page):
    for path, item in page["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def resolve(page, thing):
    while "$ref" in thing and set(thing) == {"$ref"}:
        target = page
        for step in thing["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        thing = target
    return thing


def compare_routes(page, facts):
    documented = {(method, path): operation for method, path, operation in page_routes(page)}
    served = {(one["method"], one["path"].replace("...}", "}")): one for one in facts["routes"]}
    for key in served.keys() - documented.keys():
        yield f"{key} is served and not documented"
    for key in documented.keys() - served.keys():
        yield f"{key} is documented and not served"
    for key in documented.keys() & served.keys():
        operation, route = documented[key], served[key]
        if operation.get("x-pyx-needs") != route["needs"]:
            yield f"{key} needs {route['needs']}"
        if operation.get("x-pyx-most-body-bytes", 0) != route["most_body_bytes"]:
            yield f"{key} takes {route['most_body_bytes']} bytes"
        names = re.findall(r"{(\w+)}", key[1])
        given = page["paths"][key[1]].get("parameters", [])
        if [resolve(page, one)["name"] for one in given] != names:
            yield f"{key} does not describe its parameters"
        described = [resolve(page, one) for one in operation.get("parameters", [])]
        if [one["name"] for one in described if one["in"] == "query"] != route["query"]:
            yield f"{key} takes the query {route['query']}"


def operation_of(page, exchange):
    for method, path, operation in page_routes(page):
        pattern = re.sub(r"{path}", ".+", path)
        pattern = re.sub(r"{\w+}", "[^/]+", pattern)
        if method == exchange["method"] and re.fullmatch(pattern, exchange["path"]):
            return operation
    return None


def check_exchange(page, exchange):
    what = f"{exchange['method']} {exchange['path']} {exchange['status']}"
    operation = operation_of(page, exchange)
    if operation is None:
        yield f"{what}: no operation"
        return
    responses = operation["responses"]
    response = responses.get(str(exchange["status"])) or responses["default"]
    content = resolve(page, response)["content"]
    kind = exchange["content_type"]
    media = content.get(kind, content.get(kind.split(";")[0]))
    if media is None:
        yield f"{what}: no content type {kind}"
    elif "json" in kind and "schema" in media:
        schema = {**media["schema"], "components": page["components"]}
        checker = jsonschema.Draft202012Validator(schema)
        for error in checker.iter_errors(json.loads(exchange["body"])):
            yield f"{what}: {error.json_path}: {error.message}"


def compare_successes(page, facts):
    done = {id(operation_of(page, one)) for one in facts["exchanges"] if one["status"] < 300}
    for method, path, operation in page_routes(page):
        if id(operation) not in done:
            yield f"{method} {path} was never seen to succeed"


def main(openapi, facts_file):
    with open(openapi, encoding="utf-8") as file:
        page = yaml.safe_load(file)
    with open(facts_file, encoding="utf-8") as file:
        facts = json.load(file)
    compare = compare_routes if "routes" in facts else compare_successes
    findings = list(compare(page, facts))
    for exchange in facts["exchanges"]:
        findings.extend(check_exchange(page, exchange))
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
