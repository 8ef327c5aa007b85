#!/usr/bin/env python3
"""Checks of the source tree that no compiler makes: which module may include what, and how long
things may get. Prints `file:line: rule: what is wrong` for each finding and ends with 1 if there is
any. `--self-test` breaks each rule once in a tree of its own and expects it to be found.

A rule about one line may be broken where the line says why: `// tidy(rule): reason`.
"""

import argparse
import pathlib
import re
import sys
import tempfile

# Who may include whom: the architecture, as docs/architecture.md draws it. The same list stands in
# the DEPENDS of each src/<module>/CMakeLists.txt, which may name fewer but no others.
MODULES = {
    "core": [],
    "config": ["core"],
    "protocol": ["core"],
    "websocket": ["core"],
    "presence": ["core"],
    "webclient": ["core"],
    "text": ["core"],
    "store": ["core", "text"],
    "accounts": ["core", "store"],
    "router": ["core", "protocol", "store", "text"],
    "reader": ["core", "protocol", "store", "router", "text"],
    "gateway": ["core", "config", "protocol", "websocket", "store", "router", "reader", "presence",
                "accounts", "webclient", "text"],
}
EVERYTHING = [*MODULES, "app"]
# Programs and tests are above the modules. What no module is listed for may include anything.
MODULES["app"] = EVERYTHING
MODULES["ctl"] = EVERYTHING
MODULES["bench"] = EVERYTHING
MODULES["tests"] = EVERYTHING
MODULES["main"] = ["app", "config", "core", "gateway"]

# Which libraries stop at which border. Folders of tests count as "tests" and, in tests/unit/<m>/
# and tests/fuzz/, also as the module that they test.
LIBRARIES = {
    "JSON": (re.compile(r"nlohmann/|simdjson"), ["protocol"]),
    "TOML": (re.compile(r"toml\+\+/|toml\.hpp"), ["config"]),
    "sockets": (re.compile(r"boost/(asio|beast)"), ["gateway", "app", "ctl", "bench", "tests"]),
    "SQLite": (re.compile(r"sqlite3\.h"), ["store"]),
}
# Who else includes a library, and why nothing better was possible.
LIBRARY_EXCEPTIONS = {
    ("JSON", "tests"): "a test reads what the server wrote with a parser that is not the server's",
    ("JSON", "ctl"): "the operator's tool reads the daemon's answers, nothing that others wrote",
    ("JSON", "bench"): "the load generator reads replies and writes its report",
    ("SQLite", "tests"): "tests damage a database and look into it from outside",
}

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

CPP = {".cpp", ".hpp"}
OTHER = {".py", ".cmake", ".sh", ".toml", ".ts", ".css"}
FOLDERS = ["include", "src", "tests", "bench", "cmake", "config", "tools", ".ci", "web"]
SKIPPED = {"node_modules", "corpus", "build", "dist", "__pycache__", "vectors"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
LINE_RULES = [
    # rule, pattern, places where it holds, what is wrong
    ("detached", re.compile(r"\bdetached\b"), lambda place: True,
     "asio::detached swallows exceptions; use spawn()"),
    ("sleep", re.compile(r"\bsleep_(for|until)\b"),
     lambda place: place.path.startswith("tests/unit/"),
     "a unit test does not wait; use ManualClock"),
    ("new", re.compile(r"(?<!operator )\bnew\b"), lambda place: True,
     "use std::make_unique or a container"),
    ("random", re.compile(r"\b(mt19937(_64)?|random_device)\b"),
     lambda place: place.module not in ("tests", "bench"),
     "chance comes from parley/core/random.hpp, so that nobody can guess it"),
]
MARKER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MARKER_FORM = re.compile(r"\bTODO\(#\d+\): \S")
EXCUSE = re.compile(r"//\s*tidy\((\w+)\): \S")


class Place:
    """A file and what the rules need to know of where it is."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()
        parts = self.path.split("/")
        self.tested = None  # The module that a test belongs to.
        self.is_public = parts[0] == "include"
        if parts[0] == "include":
            self.module = parts[2] if len(parts) > 3 else None
        elif parts[0] == "src":
            self.module = parts[1] if len(parts) > 2 else "main"
        elif parts[0] == "tests":
            self.module = "tests"
            if len(parts) > 3 and parts[1] == "unit":
                self.tested = parts[2]
        else:
            self.module = parts[0]


class Findings:
    def __init__(self):
        self.rows = []

    def add(self, place, line, rule, text):
        if 0 < line <= len(place.lines):
            excuse = EXCUSE.search(place.lines[line - 1])
            if excuse and excuse.group(1) == rule:
                return
        self.rows.append((place.path, line, rule, text))


# ---- Reading C++ ---------------------------------------------------------------------------------
TOKENS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)")
      | (?P<number>\b\d[\w.]*(?:'\w+)*)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE)


def without_comments_and_strings(text):
    """The code alone, every line where it was."""
    def blank(match):
        kind = match.lastgroup if match.lastgroup != "tag" else "raw"
        if kind == "number":
            return match.group()
        newlines = "\n" * match.group().count("\n")
        return newlines if kind == "comment" else '""' + newlines
    return TOKENS.sub(blank, text)


DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
CONTAINER = re.compile(
    r"^(\s|\[\[.*?\]\]|template\s*<.*>)*(inline\s+)?"
    r"(namespace|class|struct|union|enum|extern\s*\"\")(?!\w)", re.DOTALL)


def opens(head):
    """What a brace behind `head`, outside of any function, begins: container, function or data."""
    stripped = head.strip()
    if CONTAINER.match(stripped):
        return "container"
    close = stripped.rfind(")")
    if close < 0:
        return "data"
    # `Foo(int a) : a_{a}`: the brace behind a member's name in a list of initializers is no body.
    in_initializers = re.search(r"\)[^;()]*(?<!:):(?!:)", stripped)
    if in_initializers and re.search(r"[\w>]$", stripped):
        return "data"
    return "data" if stripped.endswith("=") else "function"


def functions(code):
    """Yields (first line, last line) of each function; what is inside one belongs to it."""
    code = DIRECTIVE.sub(lambda match: "\n" * match.group().count("\n"), code)
    stack = []  # Kinds of the open braces outside of functions.
    head, head_line, line, depth = "", 1, 1, 0
    for character in code:
        if character == "\n":
            line += 1
        if depth:  # Inside a function: only its end matters.
            depth += {"{": 1, "}": -1}.get(character, 0)
            if depth == 0:
                yield head_line, line
                head = ""
        elif character == "{":
            kind = opens(head)
            if kind == "function":
                depth = 1
                continue
            stack.append((kind, head))
            head = head + "{" if kind == "data" else ""
        elif character == "}":
            kind, outer = stack.pop() if stack else ("container", "")
            head = outer + "{}" if kind == "data" else ""
        elif character == ";" and not (stack and stack[-1][0] == "data"):
            head = ""
        else:
            if not head.strip() and not character.isspace():
                head_line = line
            head += character


# ---- The rules -----------------------------------------------------------------------------------
def check_size(place, findings):
    if len(place.lines) > FILE_LINES_MAX:
        findings.add(place, len(place.lines), "file",
                     f"{len(place.lines)} lines; at most {FILE_LINES_MAX}")
    # In web/ prettier lays out, which leaves a long string as long as it is.
    if place.path.startswith("web/"):
        return
    for number, line in enumerate(place.lines, 1):
        if len(line) > COLUMNS_MAX:
            findings.add(place, number, "columns",
                         f"{len(line)} columns; at most {COLUMNS_MAX}")


def check_functions(place, code, findings):
    for first, last in functions(code):
        if last - first + 1 > FUNCTION_LINES_MAX:
            findings.add(place, first, "function",
                         f"{last - first + 1} lines; at most {FUNCTION_LINES_MAX}")


def check_lines(place, code, findings):
    for number, line in enumerate(code.splitlines(), 1):
        for rule, pattern, holds, text in LINE_RULES:
            if holds(place) and pattern.search(line) and not line.lstrip().startswith("#"):
                findings.add(place, number, rule, text)


def check_markers(place, findings):
    for number, line in enumerate(place.lines, 1):
        if MARKER.search(line) and not MARKER_FORM.search(line):
            findings.add(place, number, "todo", "the form is TODO(" + "#issue): why not now")


def check_includes(place, root, findings):
    for match in INCLUDE.finditer(place.text):
        line = place.text.count("\n", 0, match.start(2)) + 1
        quote, header = match.groups()
        check_library(place, line, header, findings)
        if header.startswith("parley/"):
            check_arrow(place, line, header, findings)
        elif quote == '"':
            check_private(place, root, line, header, findings)
    if place.path.endswith(".hpp") and "#pragma once" not in place.lines:
        findings.add(place, 1, "pragma", "a header begins with #pragma once")


def check_library(place, line, header, findings):
    if place.path.startswith("src/boost/"):
        return
    for name, (pattern, allowed) in LIBRARIES.items():
        if pattern.match(header) and place.module not in allowed and place.tested not in allowed \
                and (name, place.module) not in LIBRARY_EXCEPTIONS:
            findings.add(place, line, "library", f"{name} is for {', '.join(allowed)} only")


def check_arrow(place, line, header, findings):
    target = header.split("/")[1]
    if place.module not in MODULES:
        findings.add(place, line, "arrow", f"{place.module} is not in the list of modules")
    elif target != place.module and target not in MODULES[place.module]:
        findings.add(place, line, "arrow", f"{place.module} may not include {target}")


def check_private(place, root, line, header, findings):
    """A header in quotes is beside the file, or, for a unit test, in the module that it tests."""
    folders = [(root / place.path).parent]
    if place.tested:
        folders.append(root / "src" / place.tested)
    if place.module == "tests":
        folders.append(root / "tests")
    if ".." in header.split("/") or not any((folder / header).exists() for folder in folders):
        findings.add(place, line, "private", f"{header} is not a header of this folder")
    elif place.is_public:
        findings.add(place, line, "private", "a public header includes public headers by full name")


DEPENDS = re.compile(r"parley_module\(\s*(\w+)[^)]*?\bDEPENDS\b([^)]*?)(?:\bLIBS\b|\bSOURCES\b|\))")


def check_depends(place, findings):
    for match in DEPENDS.finditer(re.sub(r"#.*", "", place.text)):
        module, depends = match.group(1), match.group(2).split()
        for target in depends:
            if target not in MODULES.get(module, []):
                findings.add(place, 1, "arrow", f"{module} may not link {target}")


def source_files(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or SKIPPED & set(path.relative_to(root).parts):
                continue
            yield path
    yield from sorted(root.glob("CMake*"))


def check_tree(root):
    findings = Findings()
    for path in source_files(root):
        if path.suffix in CPP:
            place = Place(root, path)
            code = without_comments_and_strings(place.text)
            check_size(place, findings)
            check_functions(place, code, findings)
            check_lines(place, code, findings)
            check_markers(place, findings)
            check_includes(place, root, findings)
        elif path.suffix in OTHER or path.name in ("CMakeLists.txt", "dev", "run"):
            place = Place(root, path)
            check_size(place, findings)
            if path.resolve() != pathlib.Path(__file__).resolve():
                check_markers(place, findings)
            if path.name == "CMakeLists.txt":
                check_depends(place, findings)
    return findings.rows


# ---- Each rule can fail --------------------------------------------------------------------------
HEADER = "#pragma once\n"
CLEAN = {
    "include/parley/core/ids.hpp": HEADER + "namespace parley { struct Id { int value = 0; }; }\n",
    "src/store/store.hpp": HEADER,
    "src/store/store.cpp": '#include "store.hpp"\n#include <sqlite3.h>\n'
                           '#include "parley/core/ids.hpp"\n',
    "src/router/CMakeLists.txt": "parley_module(router SOURCES a.cpp DEPENDS core LIBS x)\n",
    "src/core/text.cpp": "// new, detached, sleep_for\nconst char* a = \"new\"; int b = 1'000;\n"
                         "// TODO(" + "#12): the reason\n"
                         "int* c = new int;  // tidy(new): the reason\n",
    "tests/unit/store/store_test.cpp": '#include "store.hpp"\n#include <nlohmann/json.hpp>\n',
}
BROKEN = {
    # a file that breaks the rule: (rule, text)
    "src/store/up.cpp": ("arrow", '#include "parley/router/router.hpp"\n'),
    "src/accounts/CMakeLists.txt": ("arrow", "parley_module(accounts SOURCES a DEPENDS router)\n"),
    "src/unlisted/a.cpp": ("arrow", '#include "parley/core/ids.hpp"\n'),
    "src/router/a.cpp": ("private", '#include "store.hpp"\n'),
    "src/router/b.cpp": ("private", '#include "../store/store.hpp"\n'),
    "tests/unit/core/a_test.cpp": ("private", '#include "store.hpp"\n'),
    "include/parley/core/a.hpp": ("private", HEADER + '#include "ids.hpp"\n'),
    "src/router/c.cpp": ("library", "#include <nlohmann/json.hpp>\n"),
    "src/router/d.cpp": ("library", "#include <simdjson.h>\n"),
    "src/protocol/a.cpp": ("library", "#include <toml++/toml.h>\n"),
    "src/presence/a.cpp": ("library", "#include <boost/asio/ip/tcp.hpp>\n"),
    "src/reader/a.cpp": ("library", "#include <sqlite3.h>\n"),
    "src/core/long.cpp": ("file", "int a;\n" * (FILE_LINES_MAX + 1)),
    "src/core/wide.cpp": ("columns", "// " + "a" * COLUMNS_MAX + "\n"),
    "src/core/function.cpp": (
        "function",
        "#define X {\nnamespace n {\nstruct S {\n    int a{1};\n"
        + "    S(int x)\n        : a{x}, b(x) {\n"
        + "        use('{');\n" * FUNCTION_LINES_MAX + "    }\n    int b;\n};\n}\n"),
    "src/core/detached.cpp": ("detached", "void f() { co_spawn(a, b, asio::detached); }\n"),
    "tests/unit/core/b_test.cpp": ("sleep", "void f() { std::this_thread::sleep_for(1s); }\n"),
    "src/core/new.cpp": ("new", "auto* a = new int;\n"),
    "src/core/excuse.cpp": ("new", "auto* a = new int;  // tidy(new):\n"),
    "src/core/random.cpp": ("random", "std::mt19937 generator;\n"),
    "src/core/todo.cpp": ("todo", "// TO" + "DO: later\n"),
    "src/core/fixme.cpp": ("todo", "// FIX" + "ME(#3): later\n"),
    "include/parley/core/b.hpp": ("pragma", "int a;\n"),
}


def write(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def self_test():
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        write(root, CLEAN)
        failed += [f"found in a clean tree: {row}" for row in check_tree(root)]
        for path, (rule, text) in BROKEN.items():
            before = (root / path).read_text(encoding="utf-8") if (root / path).exists() else None
            write(root, {path: text})
            found = [(row[0], row[2]) for row in check_tree(root)]
            if found != [(path, rule)]:
                failed.append(f"{path}: expected {rule} once, found {found}")
            if before is None:
                (root / path).unlink()
            else:
                write(root, {path: before})
    rules_broken = {rule for rule, _ in BROKEN.values()}
    print("\n".join(failed) or f"each of {len(rules_broken)} rules was broken and found")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--self-test", action="store_true", help="show that each rule can fail")
    if parser.parse_args().self_test:
        return self_test()
    rows = check_tree(pathlib.Path(__file__).resolve().parent.parent)
    for path, line, rule, text in rows:
        print(f"{path}:{line}: {rule}: {text}")
    return 1 if rows else 0


if __name__ == "__main__":
    sys.exit(main())
