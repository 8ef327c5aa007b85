"""The JSON Schemas of docs/protocol/, and checking many frames against them quickly."""

import bisect
import json
import pathlib
import re

import jsonschema
from jsonschema.exceptions import best_match

REQUESTS, REPLIES, EVENTS, HINTS = "requests", "replies", "events", "hints"
ERROR_FRAME = ("common", "error_frame")

_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")

# As in the protocol, 1.0 is no integer.
_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)),
)


class Schemas:
    """All files of a folder as one schema, in which each definition has a place (file, name)."""

    def __init__(self, folder):
        self._files = {}
        for path in sorted(pathlib.Path(folder).glob("*.schema.json")):
            schema = json.loads(path.read_text("utf-8"))
            _Validator.check_schema(schema)
            name = path.name.removesuffix(".schema.json")
            self._files[name] = _with_local_references(schema, name)
        if not self._files:
            raise FileNotFoundError(f"no *.schema.json in {folder}")
        self._validators = {}

    def request_types(self):
        return [name for name, schema in self._files[REQUESTS]["$defs"].items()
                if "type" in schema.get("properties", {})]

    def event_kinds(self):
        return self._files[EVENTS]["$defs"]["event"]["properties"]["kind"]["enum"]

    def pushed_places(self):
        """By type: the definitions of frames that answer no request."""
        return {schema["properties"]["type"]["const"]: (file, name)
                for file in (EVENTS, HINTS)
                for name, schema in self._files[file]["$defs"].items()
                if "type" in schema.get("properties", {})}

    def names(self, file):
        return list(self._files[file]["$defs"])

    def has(self, place):
        return place[1] in self._files[place[0]]["$defs"]

    def all_schemas(self):
        return list(self._files.values())

    def problem(self, place, value):
        """None if the value is as the definition wants it, else what is wrong and where."""
        error = best_match(self._validator(place).iter_errors(value))
        if error is None:
            return None
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}"
                        for part in error.absolute_path)
        return f"at {where or 'the top'}: {error.message[:500]}"

    def _validator(self, place):
        if place not in self._validators:
            if not self.has(place):
                raise KeyError("{}.schema.json defines no {}".format(*place))
            root = {"$ref": _reference(*place), "$defs": self._files}
            self._validators[place] = _Validator(root)
        return self._validators[place]


def _reference(file, name):
    escaped = name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    return f"#/$defs/{file}/$defs/{escaped}".replace(" ", "%20")


def _with_local_references(schema, file):
    """References between the files become references within one document."""
    if isinstance(schema, list):
        return [_with_local_references(item, file) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key == "$id":
            continue
        if key == "$ref":
            other, name = value.split("#/$defs/")
            out[key] = _reference(other.removesuffix(".schema.json") or file, name)
        else:
            out[key] = _with_local_references(value, file)
    return out


class Shapes:
    """What of a value decides whether it fits a schema: values of one shape fit alike, so that one
    of them is enough to check."""

    def __init__(self, schemas):
        self._words = set()
        self._numbers, self._lengths = set(), set()
        self._patterns = set()
        for schema in schemas:
            self._gather(schema)
        self._numbers = sorted(self._numbers)
        self._lengths = sorted(self._lengths)
        self._patterns = [re.compile(pattern) for pattern in sorted(self._patterns)]

    def _gather(self, schema):
        if isinstance(schema, list):
            for item in schema:
                self._gather(item)
        if not isinstance(schema, dict):
            return
        for key, value in schema.items():
            if key in ("const", "enum"):
                for word in value if key == "enum" else [value]:
                    if isinstance(word, str):
                        self._words.add(word)
                    elif isinstance(word, int):
                        self._numbers.update((word, word + 1))
            elif key in ("minimum", "maximum") and isinstance(value, int):
                self._numbers.add(value + (key == "maximum"))
            elif key in _LENGTHS and isinstance(value, int):
                self._lengths.add(value + key.startswith("max"))
            elif key == "pattern" and isinstance(value, str):
                self._patterns.add(value)
            else:
                self._gather(value)

    def of(self, value):
        if isinstance(value, dict):
            return tuple(sorted((name, self.of(member)) for name, member in value.items()))
        if isinstance(value, list):
            shapes = frozenset(self.of(item) for item in value)
            plain = [item for item in value if not isinstance(item, (dict, list))]
            has_twice = len(set(plain)) != len(plain)
            return ("list", bisect.bisect(self._lengths, len(value)), has_twice, shapes)
        if isinstance(value, str):
            if value in self._words:
                return ("word", value)
            matches = tuple(bool(pattern.search(value)) for pattern in self._patterns)
            return ("text", bisect.bisect(self._lengths, len(value)), matches)
        if isinstance(value, bool) or value is None:
            return ("constant", str(value))
        if isinstance(value, int):
            return ("number", bisect.bisect(self._numbers, value))
        return ("other", type(value).__name__)


class Checker:
    """Schemas.problem() for many values: each shape is checked once."""

    def __init__(self, schemas):
        self._schemas = schemas
        self._shapes = Shapes(schemas.all_schemas())
        self._known = {}

    def problem(self, place, value):
        key = (place, self._shapes.of(value))
        if key not in self._known:
            self._known[key] = self._schemas.problem(place, value)
        return self._known[key]

    def shapes_count(self):
        return len(self._known)
