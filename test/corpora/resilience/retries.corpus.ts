import type { Corpus } from '../corpus';

const path = 'agent.py';

/** Retries, circuit breakers and correlation ids. */
export const corpus: Corpus = {
  topic: 'resilience',
  rules: ['unbounded-retry', 'naive-circuit-breaker', 'missing-correlation-id'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    {
      title: 'retries for ever',
      path,
      text: `import time\n\ndef open_link():\n    while True: <<< unbounded-retry\n        try:\n            return connect()\n        except OSError:\n            time.sleep(1)\n`,
    },
    {
      title: 'retries for ever with no pause',
      path,
      text: `def open_link():\n    while True: <<< unbounded-retry\n        try:\n            link = connect()\n            break\n        except Exception as error:\n            print(error)\n    return link\n`,
    },
    {
      title: 'retries for ever, leaving in else',
      path,
      text: `import time\n\nwhile True: <<< unbounded-retry\n    try:\n        client = connect()\n    except ConnectionError:\n        time.sleep(5)\n    else:\n        break\n`,
    },
    {
      title: 'retries for ever in an asynchronous function',
      path,
      text: `import asyncio\n\nasync def open_link():\n    while True: <<< unbounded-retry\n        try:\n            return await client.connect()\n        except OSError:\n            await asyncio.sleep(3)\n`,
    },
    {
      title: 'retries at a constant pace',
      path,
      text: `import time\n\ndef fetch(url):\n    for attempt in range(5): <<< unbounded-retry\n        try:\n            return get(url)\n        except OSError:\n            time.sleep(2)\n    raise RuntimeError("down")\n`,
    },
    {
      title: 'tenacity with no limit',
      path,
      text: `from tenacity import retry\n\n@retry <<< unbounded-retry\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'tenacity with no limit and a constant pause',
      path,
      text: `from tenacity import retry, wait_fixed\n\n@retry(wait=wait_fixed(2)) <<< unbounded-retry\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'tenacity with a constant pause',
      path,
      text: `import tenacity\n\n@tenacity.retry(stop=tenacity.stop_after_attempt(3), wait=tenacity.wait_fixed(2)) <<< unbounded-retry\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'backoff that does not back off',
      path,
      text: `import backoff\n\n@backoff.on_exception(backoff.constant, OSError, interval=1) <<< unbounded-retry\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'retries for ever in TypeScript',
      path: 'agent.ts',
      text: `async function open() {\n  while (true) { <<< unbounded-retry\n    try {\n      return await client.connect();\n    } catch (error) {\n      await sleep(1000);\n    }\n  }\n}\n`,
    },
    {
      title: 'retries at a constant pace in TypeScript',
      path: 'agent.ts',
      text: `async function open() {\n  for (let attempt = 0; attempt < 5; attempt++) { <<< unbounded-retry\n    try {\n      return await client.connect();\n    } catch (error) {\n      await new Promise((resolve) => setTimeout(resolve, 1000));\n    }\n  }\n}\n`,
    },
    {
      title: 'retries for ever in Rust',
      path: 'src/main.rs',
      text: `async fn open() -> Link {\n    loop { <<< unbounded-retry\n        match connect().await {\n            Ok(link) => return link,\n            Err(error) => {\n                sleep(Duration::from_secs(1)).await;\n            }\n        }\n    }\n}\n`,
    },
    {
      title: 'retries while it fails in Rust',
      path: 'src/main.rs',
      text: `fn open() {\n    while let Err(error) = connect() { <<< unbounded-retry\n        std::thread::sleep(Duration::from_secs(1));\n    }\n}\n`,
    },
    {
      title: 'grows and gives up',
      path,
      text: `import time\n\ndef fetch(url):\n    for attempt in range(5):\n        try:\n            return get(url)\n        except OSError:\n            if attempt == 4:\n                raise\n            time.sleep(2**attempt)\n`,
    },
    {
      title: 'counts its attempts',
      path,
      text: `import time\n\ndef fetch(url):\n    attempts = 0\n    while True:\n        try:\n            return get(url)\n        except OSError:\n            attempts += 1\n            if attempts > 5:\n                raise\n            time.sleep(delay)\n`,
    },
    {
      title: 'grows for ever',
      path,
      text: `import time\n\ndef fetch(url):\n    delay = 1\n    while True:\n        try:\n            return get(url)\n        except OSError:\n            time.sleep(delay)\n            delay = min(delay * 2, 60)\n`,
    },
    {
      title: 'a main loop',
      path,
      text: `import time\n\nwhile True:\n    try:\n        handle(socket.recv())\n    except Exception:\n        log.exception("handle")\n        time.sleep(1)\n`,
    },
    {
      title: 'waits for a message',
      path,
      text: `def next_job():\n    while True:\n        try:\n            return jobs.get(timeout=1)\n        except queue.Empty:\n            continue\n`,
    },
    {
      title: 'asks a person again',
      path,
      text: `def age():\n    while True:\n        try:\n            return int(input("age? "))\n        except ValueError:\n            print("a number, please")\n`,
    },
    {
      title: 'tries ports one after the other',
      path,
      text: `def bind():\n    for port in range(7000, 7100):\n        try:\n            return listen(port)\n        except OSError:\n            continue\n`,
    },
    {
      title: 'tenacity as it should be',
      path,
      text: `from tenacity import retry, stop_after_attempt, wait_exponential\n\n@retry(stop=stop_after_attempt(5), wait=wait_exponential(max=60))\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'backoff as it should be',
      path,
      text: `import backoff\n\n@backoff.on_exception(backoff.expo, OSError, max_tries=5)\ndef fetch():\n    return get()\n`,
    },
    {
      title: 'grows in TypeScript',
      path: 'agent.ts',
      text: `async function open() {\n  for (let attempt = 0; attempt < 5; attempt++) {\n    try {\n      return await client.connect();\n    } catch (error) {\n      await sleep(1000 * 2 ** attempt);\n    }\n  }\n}\n`,
    },
    {
      title: 'grows in Rust',
      path: 'src/main.rs',
      text: `async fn open() -> Link {\n    let mut delay = Duration::from_secs(1);\n    loop {\n        match connect().await {\n            Ok(link) => return link,\n            Err(error) => {\n                sleep(delay).await;\n                delay = delay * 2;\n            }\n        }\n    }\n}\n`,
    },
    {
      title: 'a server loop in Rust',
      path: 'src/main.rs',
      text: `async fn serve(listener: TcpListener) {\n    loop {\n        match listener.accept().await {\n            Ok((stream, _)) => handle(stream),\n            Err(error) => sleep(Duration::from_millis(50)).await,\n        }\n    }\n}\n`,
    },
    {
      title: 'a breaker that never closes',
      path,
      text: `class CircuitBreaker: <<< naive-circuit-breaker\n    def __init__(self):\n        self.failures = 0\n\n    def call(self, function):\n        if self.failures > 3:\n            raise RuntimeError("open")\n        try:\n            return function()\n        except Exception:\n            self.failures += 1\n            raise\n`,
    },
    {
      title: 'a breaker without a half-open state',
      path: 'breaker.ts',
      text: `export class CircuitBreaker { <<< naive-circuit-breaker\n  private failures = 0;\n  private openedAt = 0;\n  async call<T>(work: () => Promise<T>): Promise<T> {\n    if (this.failures > 3 && Date.now() - this.openedAt < 1000) throw new Error('open');\n    try {\n      return await work();\n    } catch (error) {\n      this.failures++;\n      this.openedAt = Date.now();\n      throw error;\n    }\n  }\n}\n`,
    },
    {
      title: 'a breaker that closes as it should',
      path,
      text: `import time\n\nclass CircuitBreaker:\n    def __init__(self, reset_timeout=30):\n        self.state = "closed"\n        self.failures = 0\n        self.opened = 0\n\n    def call(self, function):\n        if self.state == "open" and time.monotonic() - self.opened > 30:\n            self.state = "half_open"\n        return function()\n`,
    },
    {
      title: 'what belongs to a breaker',
      path,
      text: `class CircuitBreakerError(Exception):\n    """The circuit is open after too many failures."""\n\nclass CircuitBreakerConfig:\n    failures = 3\n\n    def validate(self):\n        return self.failures > 0\n`,
    },
    {
      title: 'a breaker of a library',
      path,
      text: `import pybreaker\n\nclass DatabaseCircuitBreaker(pybreaker.CircuitBreaker):\n    def count_failures(self):\n        return self.fail_counter\n`,
    },
    {
      title: 'drops the id',
      path,
      text: `import requests\n\ndef ask(text, correlation_id):\n    return requests.post(URL, json={"text": text}, timeout=5) <<< missing-correlation-id\n`,
    },
    {
      title: 'drops the id it read',
      path,
      text: `import httpx\n\nasync def ask(request):\n    trace_id = request.headers["X-Trace-ID"]\n    log.info("asked", extra={"trace": trace_id})\n    async with httpx.AsyncClient() as client:\n        return await client.post(URL, json={"a": 1}) <<< missing-correlation-id\n`,
    },
    {
      title: 'drops the id in TypeScript',
      path: 'agent.ts',
      text: `export async function ask(text: string, requestId: string) {\n  return fetch(url, { method: 'POST', body: text, signal }); <<< missing-correlation-id\n}\n`,
    },
    {
      title: 'hands the id on',
      path,
      text: `import requests\n\ndef ask(text, correlation_id):\n    headers = {"X-Correlation-ID": correlation_id}\n    return requests.post(URL, json={"text": text}, headers=headers, timeout=5)\n`,
    },
    {
      title: 'hands the id on in the message',
      path,
      text: `import requests\n\ndef ask(text, request_id):\n    body = {"text": text}\n    body["request_id"] = request_id\n    return requests.post(URL, json=body, timeout=5)\n`,
    },
    {
      title: 'has no id',
      path,
      text: `import requests\n\ndef ask(text):\n    return requests.post(URL, json={"text": text}, timeout=5)\n# correlation ids are added by the proxy\n`,
    },
    {
      title: 'hands the id on in TypeScript',
      path: 'agent.ts',
      text: "export async function ask(text: string, requestId: string) {\n  return fetch(url, { method: 'POST', body: text, headers: { 'X-Request-ID': requestId } });\n}\n",
    },
  ],
};
