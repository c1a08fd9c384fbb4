/**
 * Runs inside the agents' own interpreter and finds out, without importing or running any of their code, whether their scripts parse
 * and whether what they import at top level can be found. Reads a request from standard input and prints one JSON line.
 *
 * It is started with `-I` so that neither the working directory nor PYTHON* variables bring workspace code in; what the agent will
 * have on its path (its script's folder, PYTHONPATH, the user's site-packages) is searched as data.
 */
export const PYTHON_PROGRAM = String.raw`
import ast, importlib.util, json, os, site, sys, time
from importlib.machinery import all_suffixes

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
    if spec is None:
        return None
    if not inside(spec):
        return "found"  # installed packages make up submodules as they like
    place, folders = spec.origin, list(spec.submodule_search_locations or [])
    for part in parts[1:]:
        place, folders = below(folders, part)
        if place is None and not folders:
            return None
    return place if place and place.endswith(".py") else "found"


def kind_of(module):
    """'package' when not even its first part is anywhere, 'import' when a part of the workspace's own is missing."""
    top = module.split(".")[0]
    return "import" if "." in module and locate(top) is not None else "package"


def names_nearby():
    """What code that moves its search path could mean: whatever lies beside the files read, or in the folders above them."""
    folders = set()
    for file in parsed:
        folder = os.path.dirname(os.path.realpath(file))
        while folder not in folders and (folder + os.sep).startswith(root + os.sep):
            folders.add(folder)
            folder = os.path.dirname(folder)
    names = set()
    for folder in folders:
        try:
            for entry in os.scandir(folder):
                names.add(entry.name.split(".")[0])
                if entry.is_dir() and entry.name not in ("node_modules", "__pycache__") and not entry.name.startswith("."):
                    names.update(inner.split(".")[0] for inner in os.listdir(entry.path)[:2000])
        except OSError:
            pass
    return names


def below(folders, part):
    """The file and the folders of a submodule. By hand: finding it properly would import its parents."""
    spaces = []
    for folder in folders:
        path = os.path.join(folder, part)
        if os.path.isfile(os.path.join(path, "__init__.py")):
            return os.path.join(path, "__init__.py"), [path]
        for suffix in all_suffixes():
            if os.path.isfile(path + suffix):
                return path + suffix, []
        if os.path.isdir(path):
            spaces.append(path)
    return None, spaces


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
                problems.append({"agent": agent["name"], "kind": kind_of(module), "module": module, "file": file, "line": line, "certain": certain})
            elif found != "found" and found not in seen:
                seen.add(found)
                queue.append(found)


for agent in request["agents"]:
    if time.monotonic() >= deadline:
        break
    try:
        check(agent)
    except Exception:
        # What this program cannot judge is no reason to keep an agent from starting.
        pass
packages = [problem for problem in problems if problem["kind"] == "package"]
nearby = names_nearby() if packages else ()
for problem in packages:
    # Nowhere in sight: then no search path the code may add leads to it either.
    problem["certain"] = problem["certain"] or problem["module"].split(".")[0] not in nearby
print(json.dumps({"problems": problems, "complete": time.monotonic() < deadline}))
`;
