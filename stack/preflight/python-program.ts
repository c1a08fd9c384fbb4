/**
 * Runs inside the agents' own interpreter and finds out, without importing or running any of their code, whether their scripts parse
 * and whether what they import at top level can be found. Reads a request from standard input and prints one JSON line.
 *
 * It is started with `-I` so that neither the working directory nor PYTHON* variables bring workspace code in; what the agent will
 * have on its path (its script's folder, PYTHONPATH, the user's site-packages) is searched as data.
 */
export const PYTHON_PROGRAM = String.raw`
import ast, importlib.util, json, os, site, sys, time
from importlib.machinery import PathFinder

request = json.load(sys.stdin)
deadline = time.monotonic() + request["seconds"]
root = os.path.realpath(request["root"])
base_path = list(sys.path)
if sys.prefix == sys.base_prefix:
    user_site = site.getusersitepackages()
    if os.path.isdir(user_site) and user_site not in base_path:
        base_path.append(user_site)
problems, parsed, resolved = [], {}, {}


def read(file):
    """(imports, moves_path, error) of one file; imports are (module, name or None, line)."""
    if file not in parsed:
        parsed[file] = parse(file)
    return parsed[file]


def parse(file):
    try:
        with open(file, "rb") as handle:
            source = handle.read(4000000)
        tree = ast.parse(source, file)
    except SyntaxError as error:
        return [], False, (error.lineno or 1, error.msg)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        return [], False, (1, str(error) or type(error).__name__)
    imports = []
    collect(tree.body, imports)
    moves = b"sys.path" in source or b"site.addsitedir" in source or b"sys.meta_path" in source
    return imports, moves, None


def collect(body, imports):
    """What is imported whenever the module is: not in functions, not where a failure is caught, not under a condition."""
    for node in body:
        if isinstance(node, ast.Import):
            imports.extend((alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            imports.extend((node.module, alias.name, node.lineno) for alias in node.names[:1])
        elif isinstance(node, (ast.With, ast.ClassDef)):
            collect(node.body, imports)


def find(module, path):
    """'file', 'found' (without a file of the workspace) or None; parents are walked by hand, as finding them would import them."""
    key = (module, tuple(path[:8]))
    if key not in resolved:
        resolved[key] = locate(module)
    return resolved[key]


def locate(module):
    parts = module.split(".")
    if parts[0] in sys.builtin_module_names or parts[0] in getattr(sys, "stdlib_module_names", ()):
        return "found"
    try:
        spec = importlib.util.find_spec(parts[0])
    except (ImportError, ValueError, AttributeError):
        spec = None
    for depth in range(1, len(parts)):
        if spec is None or spec.submodule_search_locations is None:
            break
        if not inside(spec):
            return "found"  # installed packages make up submodules as they like
        spec = PathFinder.find_spec(".".join(parts[: depth + 1]), list(spec.submodule_search_locations))
    else:
        if spec is None:
            return None
        return spec.origin if inside(spec) and (spec.origin or "").endswith(".py") else "found"
    # A module without submodules where a package was expected: only the workspace's own are sure to have none.
    return None if spec is None or inside(spec) else "found"


def inside(spec):
    places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or [])
    return any(
        (os.path.realpath(place) + os.sep).startswith(root + os.sep)
        and not any(part in ("site-packages", "dist-packages") for part in place.split(os.sep))
        for place in places
    )


def check(agent):
    folder = os.path.dirname(agent["script"]) if agent["script"] else None
    sys.path[:] = ([folder] if folder else []) + agent["path"] + base_path
    start = agent["script"]
    if start is None:
        start = find(agent["module"], sys.path)
        if start is None:
            problems.append({"agent": agent["name"], "kind": "module", "module": agent["module"], "file": None, "line": 0, "certain": True})
        if start is None or start == "found":
            return
    queue, seen, certain = [start], {start}, True
    while queue and time.monotonic() < deadline:
        file = queue.pop(0)
        imports, moves, error = read(file)
        certain = certain and not moves
        if error:
            problems.append({"agent": agent["name"], "kind": "syntax", "file": file, "line": error[0], "text": error[1], "certain": True})
            continue
        for module, name, line in imports:
            found = find(module, sys.path)
            if found is None:
                problems.append({"agent": agent["name"], "kind": "import", "module": module, "file": file, "line": line, "certain": certain})
            elif found != "found" and found not in seen:
                seen.add(found)
                queue.append(found)


for agent in request["agents"]:
    if time.monotonic() >= deadline:
        break
    check(agent)
print(json.dumps({"problems": problems, "complete": time.monotonic() < deadline}))
`;
