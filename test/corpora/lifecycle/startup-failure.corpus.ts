import type { Corpus, CorpusCase } from '../corpus';

const path = 'agents/memory.py';

function main(title: string, body: string, head = 'import sys\nfrom agents.memory import Memory\n'): CorpusCase {
  const indented = body.replace(/^(?=.)/gm, '    ');
  return { title, path, text: `${head}\nif __name__ == "__main__":\n${indented}` };
}

function inMain(title: string, body: string, call = 'main()', keyword = 'def'): CorpusCase {
  const indented = body.replace(/^(?=.)/gm, '    ');
  return {
    title,
    path,
    text: `import asyncio\nimport logging\nimport sys\nfrom agents.memory import Memory\n\nlogger = logging.getLogger(__name__)\n\n\n${keyword} main():\n${indented}\n\nif __name__ == "__main__":\n    ${call}\n`,
  };
}

/** Programs that exit with 0 when their start failed, and those that do not. */
export const corpus: Corpus = {
  topic: 'lifecycle',
  rules: ['hidden-startup-failure'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    main('prints the error', 'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\n'),
    main(
      'Ctrl-C has a handler of its own',
      'try:\n    Memory().run()\nexcept KeyboardInterrupt:\n    print("bye")\nexcept Exception as error: <<<\n    print(f"failed: {error}")\n',
    ),
    main('a bare except', 'try:\n    Memory().run()\nexcept: <<<\n    pass\n'),
    main('BaseException', 'try:\n    Memory().run()\nexcept BaseException as error: <<<\n    print(error)\n'),
    main(
      'one of several types',
      'try:\n    Memory().run()\nexcept (OSError, Exception) as error: <<<\n    print(error)\n',
    ),
    main(
      'exits with 0 on purpose',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\n    sys.exit(0)\n',
    ),
    main(
      'exits without a code',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\n    sys.exit()\n',
    ),
    main('raises SystemExit without a code', 'try:\n    Memory().run()\nexcept Exception: <<<\n    raise SystemExit\n'),
    main('raises SystemExit(0)', 'try:\n    Memory().run()\nexcept Exception: <<<\n    raise SystemExit(0)\n'),
    main(
      'leaves by os._exit(0)',
      'try:\n    Memory().run()\nexcept Exception: <<<\n    os._exit(0)\n',
      'import os\nfrom agents.memory import Memory\n',
    ),
    main(
      'cleans up in finally',
      'agent = None\ntry:\n    agent = Memory()\n    agent.run()\nexcept Exception as error: <<<\n    import traceback\n    traceback.print_exc()\nfinally:\n    if agent is not None:\n        agent.cleanup()\n',
    ),
    main(
      'cleans up in the handler',
      'agent = Memory()\ntry:\n    agent.run()\nexcept Exception as error: <<<\n    agent.logger.critical("failed: %s", error)\n    agent.cleanup()\n',
    ),
    main(
      'says goodbye behind it',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\nprint("done")\n',
    ),
    main(
      'exits with 0 behind it',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\nsys.exit(0)\n',
    ),
    main(
      'exits with 0 in finally',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    print(error)\nfinally:\n    sys.exit(0)\n',
    ),
    main(
      'in a branch of the command line',
      'if len(sys.argv) > 1:\n    Memory.check()\nelse:\n    try:\n        Memory().run()\n    except Exception as error: <<<\n        print(error)\n',
    ),
    main(
      'inside with',
      'with open("memory.pid", "w") as pid:\n    try:\n        Memory().run()\n    except Exception as error: <<<\n        print(error)\n',
    ),
    main(
      'within another try',
      'try:\n    try:\n        Memory().run()\n    except Exception as error: <<<\n        print(error)\nexcept KeyboardInterrupt:\n    pass\n',
    ),
    main(
      'an event loop',
      'try:\n    asyncio.run(Memory().serve())\nexcept Exception as error: <<<\n    logging.error("memory: %s", error)\n',
      'import asyncio\nimport logging\nfrom agents.memory import Memory\n',
    ),
    main(
      'suppressed',
      'with suppress(Exception): <<<\n    Memory().run()\n',
      'from contextlib import suppress\nfrom agents.memory import Memory\n',
    ),
    main(
      'suppressed through the module',
      'with contextlib.suppress(KeyboardInterrupt, Exception): <<<\n    Memory().run()\n',
      'import contextlib\nfrom agents.memory import Memory\n',
    ),
    main('a group of errors', 'try:\n    Memory().run()\nexcept* Exception as errors: <<<\n    print(errors)\n'),
    main(
      'Ctrl-C suppressed',
      'with suppress(KeyboardInterrupt):\n    Memory().run()\n',
      'from contextlib import suppress\nfrom agents.memory import Memory\n',
    ),
    {
      title: 'below a bracket that is never closed',
      path,
      text: `class Memory:\n    def status(self):\n        return {\n            "port": 1,\n            "ok": bool(getattr(self, "bus", None)\n        }\nif __name__ == "__main__":\n    agent = None\n    try:\n        agent = Memory()\n        agent.run()\n    except KeyboardInterrupt:\n        print("bye")\n    except Exception as error: <<<\n        print(error)\n    finally:\n        agent.cleanup()\n`,
    },
    main(
      'a function of the file tells of it',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    tell(error)\n',
      'from agents.memory import Memory\n\ndef tell(error):\n    print("failed", error)\n\n',
    ),
    main(
      'calls main in it',
      'try:\n    main()\nexcept Exception as error: <<<\n    print("fatal", error)\n',
      'from agents.memory import main\n',
    ),
    inMain(
      'in main()',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    logger.error("memory: %s", error)\n',
    ),
    inMain(
      'in main(), its result thrown away',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    logger.error(error)\n    return 1\nreturn 0\n',
    ),
    inMain(
      'in main(), its result None',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    logger.exception("memory")\n',
      'sys.exit(main())',
    ),
    inMain(
      'in main(), its result 0',
      'try:\n    Memory().run()\nexcept Exception as error: <<<\n    logger.exception("memory")\n    return 0\n',
      'raise SystemExit(main())',
    ),
    inMain(
      'in an asynchronous main()',
      'try:\n    await Memory().serve()\nexcept Exception as error: <<<\n    logger.exception("memory")\n',
      'asyncio.run(main())',
      'async def',
    ),
    inMain(
      'in an asynchronous main(), run by hand',
      'try:\n    await Memory().serve()\nexcept Exception as error: <<<\n    logger.exception("memory")\n',
      'asyncio.get_event_loop().run_until_complete(main())',
      'async def',
    ),
    inMain(
      'after arguments are read',
      'args = parse(sys.argv)\nagent = Memory(args.port)\ntry:\n    agent.run()\nexcept Exception as error: <<<\n    print(error)\n',
    ),
    {
      title: 'the other way round',
      path,
      text: `from agents.memory import Memory\nif '__main__' == __name__:\n    try:\n        Memory().run()\n    except Exception as e: <<<\n        print(e)\n`,
    },
    main(
      'several statements of the start',
      'try:\n    print("starting")\n    agent = Memory()\n    agent.load()\n    agent.start()\n    agent.join()\nexcept Exception as error: <<<\n    print("could not start", error)\n    time.sleep(1)\n',
      'import time\nfrom agents.memory import Memory\n',
    ),

    main('exits with 1', 'try:\n    Memory().run()\nexcept Exception as error:\n    print(error)\n    sys.exit(1)\n'),
    main(
      'exits with a text',
      'try:\n    Memory().run()\nexcept Exception as error:\n    sys.exit(f"failed: {error}")\n',
    ),
    main('exits with the error', 'try:\n    Memory().run()\nexcept Exception as error:\n    sys.exit(error)\n'),
    main('raises again', 'try:\n    Memory().run()\nexcept Exception as error:\n    print(error)\n    raise\n'),
    main(
      'raises another',
      'try:\n    Memory().run()\nexcept Exception as error:\n    raise RuntimeError("memory") from error\n',
    ),
    main('raises SystemExit(1)', 'try:\n    Memory().run()\nexcept Exception:\n    raise SystemExit(1)\n'),
    main('exit() of the interpreter', 'try:\n    Memory().run()\nexcept Exception:\n    exit(2)\n'),
    main(
      'exits through an import of its own',
      'try:\n    Memory().run()\nexcept Exception:\n    leave(3)\n',
      'from sys import exit as leave\nfrom agents.memory import Memory\n',
    ),
    main(
      'leaves by os._exit',
      'try:\n    Memory().run()\nexcept Exception:\n    os._exit(70)\n',
      'import os\nfrom agents.memory import Memory\n',
    ),
    main(
      'exits by a constant',
      'try:\n    Memory().run()\nexcept Exception:\n    sys.exit(EXIT_FAILURE)\n',
      'import sys\nfrom agents.memory import Memory\nEXIT_FAILURE = 4\n',
    ),
    main('Ctrl-C only', 'try:\n    Memory().run()\nexcept KeyboardInterrupt:\n    print("bye")\n'),
    main('a narrow type', 'try:\n    Memory().run()\nexcept ConnectionRefusedError as error:\n    print(error)\n'),
    main('finally only', 'agent = Memory()\ntry:\n    agent.run()\nfinally:\n    agent.cleanup()\n'),
    main(
      'keeps the code for later',
      'code = 0\ntry:\n    Memory().run()\nexcept Exception as error:\n    print(error)\n    code = 1\nsys.exit(code)\n',
    ),
    main(
      'keeps the code for finally',
      'code = 0\ntry:\n    Memory().run()\nexcept Exception as error:\n    print(error)\n    code = 1\nfinally:\n    sys.exit(code)\n',
    ),
    main(
      'remembers the failure',
      'failed = False\ntry:\n    Memory().run()\nexcept Exception as error:\n    failed = True\nif failed:\n    sys.exit(1)\n',
    ),
    main(
      'tries again',
      'while True:\n    try:\n        Memory().run()\n        break\n    except Exception as error:\n        print(error)\n',
    ),
    main(
      'one of many',
      'for name in sys.argv[1:]:\n    try:\n        Memory(name).run()\n    except Exception as error:\n        print(error)\n',
    ),
    main(
      'something optional before the start',
      'try:\n    import uvloop\n    uvloop.install()\nexcept Exception:\n    pass\nMemory().run()\n',
    ),
    main(
      'goes on with something else',
      'try:\n    Memory().run()\nexcept Exception as error:\n    print(error)\n    FallbackMemory().run()\n',
      'from agents.memory import FallbackMemory, Memory\n',
    ),
    main(
      'a function of the file exits',
      'try:\n    Memory().run()\nexcept Exception as error:\n    give_up(error)\n',
      'import sys\nfrom agents.memory import Memory\n\ndef give_up(error):\n    print(error)\n    sys.exit(1)\n\n',
    ),
    main(
      'a function of others that says so',
      'try:\n    Memory().run()\nexcept Exception as error:\n    fatal(error)\n',
      'from agents.errors import fatal\nfrom agents.memory import Memory\n',
    ),
    main(
      'the command line’s own error',
      'try:\n    Memory().run()\nexcept Exception as error:\n    parser.exit(1, str(error))\n',
      'from agents.memory import Memory, parser\n',
    ),
    main(
      'executes itself anew',
      'try:\n    Memory().run()\nexcept Exception:\n    os.execv(sys.executable, sys.argv)\n',
      'import os\nimport sys\nfrom agents.memory import Memory\n',
    ),
    inMain(
      'main() returns 1 to sys.exit',
      'try:\n    Memory().run()\nexcept Exception as error:\n    logger.error(error)\n    return 1\nreturn 0\n',
      'sys.exit(main())',
    ),
    inMain(
      'main() returns 1 to SystemExit',
      'try:\n    Memory().run()\nexcept Exception as error:\n    logger.error(error)\n    return 1\n',
      'raise SystemExit(main())',
    ),
    inMain(
      'an asynchronous main() returns 1',
      'try:\n    await Memory().serve()\nexcept Exception as error:\n    logger.error(error)\n    return 1\n',
      'sys.exit(asyncio.run(main()))',
      'async def',
    ),
    inMain(
      'the result is looked at',
      'try:\n    Memory().run()\nexcept Exception as error:\n    logger.error(error)\n    return False\nreturn True\n',
      'sys.exit(0 if main() else 1)',
    ),
    inMain(
      'one step of many',
      'for name in sys.argv:\n    Memory(name).load()\nif logger.level:\n    try:\n        Memory.report()\n    except Exception as error:\n        print(error)\n',
    ),
    {
      title: 'a library',
      path,
      text: 'from agents.memory import Memory\n\ndef main():\n    try:\n        Memory().run()\n    except Exception as error:\n        print(error)\n',
    },
    {
      title: 'a function that tells how it went',
      path,
      text: 'from agents.memory import Memory\n\ndef stored(entry):\n    try:\n        Memory().store(entry)\n        return True\n    except Exception as error:\n        print(error)\n        return False\n\nif __name__ == "__main__":\n    stored("a")\n',
    },
    {
      title: 'a test of the module under __main__',
      path,
      text: 'import unittest\n\nif __name__ == "__main__":\n    unittest.main()\n',
    },
  ],
};
