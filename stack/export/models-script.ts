import path from 'node:path';
import type { HandoverModel } from './handover';

/** Address, path below `root`, SHA-256 or a dash, and where it comes from. */
export function fetchArgument({ url, path: file, sha256, isFromHub }: HandoverModel, root: string): string {
  return [url, path.posix.resolve(root, file), sha256 ?? '-', isFromHub ? 'hub' : 'web'].join(' ');
}

/**
 * A program for `python3 -c` that fetches models: each argument is what `fetchArgument` makes. What is there is kept,
 * what breaks off goes on where it was, and nothing takes its place before it is whole.
 */
export function fetchScript(): string {
  return `import hashlib, os, sys, time, urllib.error, urllib.request


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            total.update(block)
    return total.hexdigest()


def fetch(url, part, token):
    have = os.path.getsize(part) if os.path.exists(part) else 0
    request = urllib.request.Request(url, headers={"Range": "bytes=" + str(have) + "-"} if have else {})
    if token:
        request.add_unredirected_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, timeout=60) as answer:
        mode = "ab" if answer.status == 206 else "wb"
        with open(part, mode) as file:
            for block in iter(lambda: answer.read(1 << 20), b""):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
            length = answer.headers.get("Content-Length")
            if length and file.tell() < int(length) + (have if mode == "ab" else 0):
                raise OSError("the connection ended early")


for entry in sys.argv[1:]:
    url, path, wanted, origin = entry.split(" ")
    wanted = wanted.strip("-")
    token = os.environ.get("HF_TOKEN") if origin == "hub" else None
    if os.path.exists(path) and (not wanted or digest(path) == wanted):
        continue
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = path + ".part"
    for attempt in range(6):
        try:
            fetch(url, part, token)
        except urllib.error.HTTPError as error:
            if error.code != 416:
                raise
        except OSError as error:
            print(path, "broke off:", error, flush=True)
            time.sleep(2 ** attempt)
            continue
        if not wanted or digest(part) == wanted:
            os.replace(part, path)
            break
        os.remove(part)
        print(path, "is not what was expected, and is fetched anew", flush=True)
    else:
        sys.exit(path + " could not be fetched")
`;
}
