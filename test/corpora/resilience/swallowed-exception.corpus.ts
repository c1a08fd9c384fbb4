import type { Corpus } from '../corpus';

const path = 'agent.py';

/** Handlers that make an error disappear, and those that deal with it. */
export const corpus: Corpus = {
  topic: 'resilience',
  rules: ['swallowed-exception'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    {
      title: 'a bare except that passes',
      path,
      text: `try:\n    connect()\nexcept: <<< swallowed-exception\n    pass\n`,
    },
    {
      title: 'every error passes',
      path,
      text: `try:\n    connect()\nexcept Exception: <<< swallowed-exception\n    pass\n`,
    },
    {
      title: 'every error has a name and passes',
      path,
      text: `try:\n    connect()\nexcept Exception as error: <<< swallowed-exception\n    pass\n`,
    },
    {
      title: 'even the signal to stop passes',
      path,
      text: `try:\n    connect()\nexcept BaseException: <<< swallowed-exception\n    pass\n`,
    },
    {
      title: 'every error among others',
      path,
      text: `try:\n    connect()\nexcept (ValueError, Exception): <<< swallowed-exception\n    pass\n`,
    },
    { title: 'an ellipsis', path, text: `try:\n    connect()\nexcept Exception: <<< swallowed-exception\n    ...\n` },
    {
      title: 'goes on with the loop',
      path,
      text: `for host in hosts:\n    try:\n        ask(host)\n    except Exception: <<< swallowed-exception\n        continue\n`,
    },
    {
      title: 'goes on with the loop, bare',
      path,
      text: `while True:\n    try:\n        ask(host)\n    except: <<< swallowed-exception\n        continue\n`,
    },
    {
      title: 'a bare except that hides',
      path,
      text: `def state():\n    try:\n        return ask()\n    except: <<< swallowed-exception\n        return None\n`,
    },
    {
      title: 'a bare except that sets something',
      path,
      text: `try:\n    size = measure()\nexcept: <<< swallowed-exception\n    size = 0\n`,
    },
    { title: 'in one line', path, text: `try: connect()\nexcept: pass <<< swallowed-exception\n` },
    {
      title: 'the second handler',
      path,
      text: `try:\n    connect()\nexcept ValueError:\n    raise\nexcept Exception: <<< swallowed-exception\n    pass\nelse:\n    use()\n`,
    },
    {
      title: 'inside a handler',
      path,
      text: `try:\n    connect()\nexcept OSError as error:\n    try:\n        tell(error)\n    except Exception: <<< swallowed-exception\n        pass\n    raise\n`,
    },
    {
      title: 'all errors suppressed',
      path,
      text: `import contextlib\n\nwith contextlib.suppress(Exception): <<< swallowed-exception\n    connect()\n`,
    },
    {
      title: 'all errors suppressed by another name',
      path,
      text: `from contextlib import suppress\n\nwith suppress(BaseException): <<< swallowed-exception\n    connect()\n`,
    },
    {
      title: 'success after a failure',
      path,
      text: `def save(entry):\n    try:\n        store.put(entry)\n    except Exception as error: <<< swallowed-exception\n        logger.error("save: %s", error)\n        return {"status": "success"}\n`,
    },
    {
      title: 'true after a failure',
      path,
      text: `def send_message(text):\n    try:\n        link.send(text)\n    except Exception: <<< swallowed-exception\n        return True\n    return True\n`,
    },
    {
      title: 'an import without which nothing works',
      path,
      text: `try:\n    load_models()\n    import numpy\nexcept ImportError:\n    pass\n`,
    },
    { title: 'a narrow type', path, text: `try:\n    del cache[key]\nexcept KeyError:\n    pass\n` },
    {
      title: 'several narrow types',
      path,
      text: `try:\n    value = int(text)\nexcept (TypeError, ValueError):\n    pass\n`,
    },
    {
      title: 'a narrow type suppressed',
      path,
      text: `import contextlib, os\n\nwith contextlib.suppress(FileNotFoundError):\n    os.remove(path)\n`,
    },
    {
      title: 'logged',
      path,
      text: `import logging\n\ntry:\n    connect()\nexcept Exception:\n    logging.exception("connect")\n`,
    },
    {
      title: 'logged by a logger of the object',
      path,
      text: `class Agent:\n    def run(self):\n        try:\n            self.step()\n        except Exception as error:\n            self.logger.warning("step: %s", error)\n`,
    },
    { title: 'raised again', path, text: `try:\n    connect()\nexcept:\n    undo()\n    raise\n` },
    {
      title: 'raised as something else',
      path,
      text: `try:\n    connect()\nexcept Exception as error:\n    raise AgentError("connect") from error\n`,
    },
    { title: 'printed', path, text: `import traceback\n\ntry:\n    connect()\nexcept:\n    traceback.print_exc()\n` },
    {
      title: 'handed on',
      path,
      text: `try:\n    result = work()\nexcept Exception as error:\n    future.set_exception(error)\n`,
    },
    { title: 'kept for later', path, text: `try:\n    work()\nexcept Exception as error:\n    errors.append(error)\n` },
    {
      title: 'a failure answered',
      path,
      text: `def save(entry):\n    try:\n        store.put(entry)\n    except Exception as error:\n        return {"status": "error", "message": str(error)}\n    return {"status": "success"}\n`,
    },
    {
      title: 'false after a failure',
      path,
      text: `def is_alive(host):\n    try:\n        ask(host)\n    except Exception:\n        return False\n    return True\n`,
    },
    { title: 'an optional import', path, text: `try:\n    import torch\nexcept Exception:\n    torch = None\n` },
    {
      title: 'an optional import, bare',
      path,
      text: `try:\n    import uvloop\n    uvloop.install()\nexcept:\n    pass\n`,
    },
    {
      title: 'clean-up',
      path,
      text: `def stop(self):\n    try:\n        self.socket.close()\n        self.context.term()\n    except Exception:\n        pass\n`,
    },
    { title: 'clean-up of a process', path, text: `try:\n    process.kill()\nexcept Exception:\n    pass\n` },
    {
      title: 'at the end of an object',
      path,
      text: `class Link:\n    def __del__(self):\n        try:\n            self.flush_all()\n        except Exception:\n            pass\n`,
    },
    {
      title: 'in a finally block',
      path,
      text: `try:\n    work()\nfinally:\n    try:\n        say_goodbye()\n    except Exception:\n        pass\n`,
    },
    {
      title: 'a comment says why',
      path,
      text: `try:\n    colour()\nexcept Exception:\n    pass  # best effort: the terminal may not know colours\n`,
    },
    {
      title: 'suppressed while closing',
      path,
      text: `import contextlib\n\nwith contextlib.suppress(Exception):\n    connection.close()\n`,
    },
    { title: 'in a text', path, text: `HELP = """\ntry:\n    x()\nexcept:\n    pass\n"""\n` },
    {
      title: 'an empty catch',
      path: 'agent.ts',
      text: `try {\n  connect();\n} catch (error) {} <<< swallowed-exception\n`,
    },
    {
      title: 'an empty catch without a name',
      path: 'agent.ts',
      text: `try {\n  connect();\n} catch { <<< swallowed-exception\n}\n`,
    },
    {
      title: 'an empty catch of a promise',
      path: 'agent.ts',
      text: `link.send(message).catch(() => {}); <<< swallowed-exception\n`,
    },
    {
      title: 'an empty catch by another spelling',
      path: 'agent.js',
      text: `link.send(message).catch(function (error) {}); <<< swallowed-exception\n`,
    },
    {
      title: 'success after a failure in TypeScript',
      path: 'agent.ts',
      text: `async function save(entry: Entry) {\n  try {\n    await store.put(entry);\n  } catch (error) { <<< swallowed-exception\n    return { success: true };\n  }\n  return { success: true };\n}\n`,
    },
    {
      title: 'a catch that logs',
      path: 'agent.ts',
      text: `try {\n  connect();\n} catch (error) {\n  console.error(error);\n}\nlink.send(message).catch((error) => log.warn(error));\n`,
    },
    {
      title: 'a catch that says why',
      path: 'agent.ts',
      text: `try {\n  connect();\n} catch {\n  // The neighbour may not be there yet.\n}\n`,
    },
    {
      title: 'a catch around clean-up',
      path: 'agent.ts',
      text: `try {\n  socket.close();\n} catch {}\nawait server.close().catch(() => {});\n`,
    },
    {
      title: 'a catch that answers a failure',
      path: 'agent.ts',
      text: `function parse(text: string) {\n  try {\n    return JSON.parse(text);\n  } catch {\n    return null;\n  }\n}\n`,
    },
    {
      title: 'a wide type in a tuple in a tuple',
      path,
      text: `try:\n    connect()\nexcept (KeyError, (Exception, OSError)): <<< swallowed-exception\n    pass\n`,
    },
    {
      title: 'narrow types in a tuple in a tuple',
      path,
      text: `try:\n    connect()\nexcept (KeyError, (OSError, ValueError)):\n    pass\n`,
    },
  ],
};
