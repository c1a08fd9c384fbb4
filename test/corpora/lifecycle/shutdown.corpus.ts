import type { Corpus, CorpusCase } from '../corpus';

const path = 'agents/ear.py';
const HEAD = `import signal
import sys
import zmq


class Ear:
    def __init__(self):
        self.socket = zmq.Context().socket(zmq.PULL)
        self.socket.bind("tcp://*:5600")
        self.running = True

    def run(self):
        while self.running:
            print(self.socket.recv_json())

    def stop(self, *_):
        self.running = False

    def cleanup(self):
        self.socket.close()


`;

function python(title: string, main: string, definitions = ''): CorpusCase {
  const mark = main.startsWith('<<<') ? ' <<<' : '';
  const body = main.replace(/^<<<\n/, '').replace(/^(?=.)/gm, '    ');
  return { title, path, text: `${HEAD}${definitions}if __name__ == "__main__":${mark}\n${body}` };
}

const entry = 'src/server.ts';
const EXPRESS = "import express from 'express';\n\nconst app = express();\n";
const AXUM = 'use axum::Router;\nuse tokio::net::TcpListener;\n\n';

function rust(title: string, body: string, head = AXUM): CorpusCase {
  return {
    title,
    path: 'src/main.rs',
    text: `${head}#[tokio::main]\nasync fn main() {\n${body.replace(/^(?=.)/gm, '    ')}}\n`,
  };
}

/** Processes that meet SIGTERM, and those that do not. */
export const corpus: Corpus = {
  topic: 'lifecycle',
  rules: ['missing-graceful-shutdown'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    python('no handler', '<<<\nEar().run()\n'),
    python('Ctrl-C only', '<<<\near = Ear()\ntry:\n    ear.run()\nexcept KeyboardInterrupt:\n    ear.cleanup()\n'),
    python('a handler for SIGINT only', '<<<\near = Ear()\nsignal.signal(signal.SIGINT, ear.stop)\near.run()\n'),
    python('the signal ignored', '<<<\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nEar().run()\n'),
    python(
      'a handler that only says so',
      '<<<\nsignal.signal(signal.SIGTERM, say)\nEar().run()\n',
      'def say(signum, frame):\n    print("terminated")\n\n\n',
    ),
    python(
      'a signal for a child',
      '<<<\nEar().run()\n',
      'import os\n\ndef end(pid):\n    os.kill(pid, signal.SIGTERM)\n\n\n',
    ),
    python('the signal in a comment', '<<<\n# TODO: SIGTERM\nEar().run()\n'),
    {
      title: 'a server of the standard library',
      path,
      text: 'from http.server import HTTPServer, SimpleHTTPRequestHandler\n\nif __name__ == "__main__": <<<\n    HTTPServer(("", 8000), SimpleHTTPRequestHandler).serve_forever()\n',
    },
    {
      title: 'an asynchronous server',
      path,
      text: 'import asyncio\n\nasync def main():\n    server = await asyncio.start_server(print, "0.0.0.0", 8000)\n    await server.serve_forever()\n\nif __name__ == "__main__": <<<\n    asyncio.run(main())\n',
    },
    {
      title: 'a plain socket',
      path,
      text: 'import socket\n\nif __name__ == "__main__": <<<\n    server = socket.socket()\n    server.bind(("", 8000))\n    server.listen()\n    while True:\n        connection, _ = server.accept()\n        connection.close()\n',
    },

    python('a handler', 'ear = Ear()\nsignal.signal(signal.SIGTERM, ear.stop)\near.run()\n'),
    python('a lambda', 'ear = Ear()\nsignal.signal(signal.SIGTERM, lambda *_: ear.cleanup())\near.run()\n'),
    python('the handler of Ctrl-C', 'signal.signal(signal.SIGTERM, signal.default_int_handler)\nEar().run()\n'),
    python(
      'several signals',
      'ear = Ear()\nfor number in (signal.SIGINT, signal.SIGTERM):\n    signal.signal(number, ear.stop)\near.run()\n',
    ),
    python(
      'a function that exits',
      'signal.signal(signal.SIGTERM, leave)\nEar().run()\n',
      'def leave(signum, frame):\n    print("bye")\n    sys.exit(0)\n\n\n',
    ),
    python(
      'a helper of the project',
      'ear = Ear()\ninstall_signal_handlers(ear)\near.run()\n',
      'from common.signals import install_signal_handlers\n\n',
    ),
    {
      title: 'an event loop’s handler',
      path,
      text: 'import asyncio\nimport signal\n\nasync def main():\n    stop = asyncio.Event()\n    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)\n    server = await asyncio.start_server(print, "0.0.0.0", 8000)\n    async with server:\n        await server.serve_forever()\n\nif __name__ == "__main__":\n    asyncio.run(main())\n',
    },
    {
      title: 'a framework',
      path,
      text: 'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == "__main__":\n    uvicorn.run(app, port=8000)\n',
    },
    {
      title: 'a client',
      path,
      text: 'import zmq\n\nif __name__ == "__main__":\n    socket = zmq.Context().socket(zmq.REQ)\n    socket.connect("tcp://ear:5600")\n    socket.send_json({})\n',
    },
    { title: 'a library', path, text: HEAD },

    { title: 'express', path: entry, text: `${EXPRESS}app.listen(3000); <<<\n` },
    {
      title: 'express, the server named',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000, () => console.log('up')); <<<\n`,
    },
    {
      title: 'express, required',
      path: 'server.js',
      text: "const express = require('express');\nconst app = express();\napp.listen(3000); <<<\n",
    },
    {
      title: 'express in a function',
      path: 'src/index.ts',
      text: `${EXPRESS}async function start(): Promise<void> {\n  await connect();\n  app.listen(3000); <<<\n}\n\nvoid start();\n`,
    },
    {
      title: 'http',
      path: entry,
      text: "import { createServer } from 'node:http';\n\nconst server = createServer((request, response) => response.end());\nserver.listen(8080); <<<\n",
    },
    {
      title: 'fastify',
      path: entry,
      text: "import Fastify from 'fastify';\n\nconst server = Fastify();\nawait server.listen({ port: 3000 }); <<<\n",
    },
    {
      title: 'koa',
      path: 'src/app.js',
      text: "const Koa = require('koa');\nconst app = new Koa();\napp.listen(3000); <<<\n",
    },
    {
      title: 'Nest',
      path: 'src/main.ts',
      text: "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\n\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000); <<<\n}\nbootstrap();\n",
    },
    {
      title: 'web sockets',
      path: entry,
      text: "import { WebSocketServer } from 'ws';\n\nconst server = new WebSocketServer({ port: 8080 }); <<<\nserver.on('connection', serve);\n",
    },
    {
      title: 'gRPC',
      path: entry,
      text: "import * as grpc from '@grpc/grpc-js';\n\nconst server = new grpc.Server();\nserver.bindAsync('0.0.0.0:50051', grpc.ServerCredentials.createInsecure(), () => {}); <<<\n",
    },
    {
      title: 'a queue’s worker',
      path: 'src/worker.ts',
      text: "import { Worker } from 'bullmq';\n\nconst worker = new Worker('speech', speak, { connection }); <<<\n",
    },
    {
      title: 'Hono',
      path: entry,
      text: "import { serve } from '@hono/node-server';\nimport { app } from './app';\n\nserve({ fetch: app.fetch, port: 3000 }); <<<\n",
    },
    {
      title: 'Ctrl-C only in Node',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000); <<<\nprocess.on('SIGINT', () => server.close());\n`,
    },
    {
      title: 'a handler that only says so in Node',
      path: entry,
      text: `${EXPRESS}app.listen(3000); <<<\nprocess.on('SIGTERM', () => {\n  console.log('terminated');\n});\n`,
    },
    {
      title: 'a signal for a child in Node',
      path: entry,
      text: `${EXPRESS}app.listen(3000); <<<\nexport const end = (child) => child.kill('SIGTERM');\n`,
    },
    {
      title: 'the signal in a comment in Node',
      path: entry,
      text: `${EXPRESS}// TODO: SIGTERM\napp.listen(3000); <<<\n`,
    },

    {
      title: 'a handler in Node',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000);\nprocess.on('SIGTERM', () => server.close());\n`,
    },
    {
      title: 'a named handler in Node',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000);\nprocess.once('SIGTERM', stop);\n`,
    },
    {
      title: 'a list of signals',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000);\nfor (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close());\n`,
    },
    {
      title: 'a list of signals, each',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000);\n['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, stop));\n`,
    },
    {
      title: 'a handler in several steps',
      path: entry,
      text: `${EXPRESS}const server = app.listen(3000);\nprocess.on('SIGTERM', async () => {\n  console.log('stopping');\n  await stop(server);\n});\n`,
    },
    {
      title: 'a package for it',
      path: entry,
      text: `import { createTerminus } from '@godaddy/terminus';\n${EXPRESS}createTerminus(app.listen(3000), {});\n`,
    },
    {
      title: 'a module of the project for it',
      path: entry,
      text: `import { onExit } from './graceful-shutdown';\n${EXPRESS}onExit(app.listen(3000));\n`,
    },
    {
      title: 'Nest with its hooks',
      path: 'src/main.ts',
      text: "import { NestFactory } from '@nestjs/core';\n\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.enableShutdownHooks();\n  await app.listen(3000);\n}\nbootstrap();\n",
    },
    {
      title: 'a library in Node',
      path: 'src/http/factory.ts',
      text: `${EXPRESS}export const open = () => app.listen(3000);\n`,
    },
    {
      title: 'no server',
      path: 'src/main.ts',
      text: "import express from 'express';\n\nexport const app = express();\n",
    },
    { title: 'an event emitter', path: entry, text: "import { bus } from './bus';\n\nbus.listen('speech');\n" },
    {
      title: 'web sockets on another server',
      path: 'src/main.ts',
      text: "import { WebSocketServer } from 'ws';\nimport { server } from './http';\n\nnew WebSocketServer({ server });\n",
    },

    rust(
      'axum',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\naxum::serve(listener, Router::new()).await.unwrap(); <<<\n',
    ),
    rust(
      'tonic',
      'Server::builder().add_service(service).serve(address).await.unwrap(); <<<\n',
      'use tonic::transport::Server;\n\n',
    ),
    rust(
      'tonic over several lines',
      'Server::builder() <<<\n    .add_service(service)\n    .serve(address)\n    .await\n    .unwrap();\n',
      'use tonic::transport::Server;\n\n',
    ),
    rust(
      'a loop of its own',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\nloop {\n    let (stream, _) = listener.accept().await.unwrap(); <<<\n    tokio::spawn(handle(stream));\n}\n',
    ),
    rust(
      'Ctrl-C only in Rust',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\naxum::serve(listener, Router::new()) <<<\n    .with_graceful_shutdown(async { tokio::signal::ctrl_c().await.unwrap(); })\n    .await\n    .unwrap();\n',
    ),
    rust(
      'the signal in a comment in Rust',
      '// TODO: SIGTERM\nlet listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\naxum::serve(listener, Router::new()).await.unwrap(); <<<\n',
    ),

    rust(
      'a signal of tokio’s',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\nlet mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).unwrap();\naxum::serve(listener, Router::new()).with_graceful_shutdown(async move { end.recv().await; }).await.unwrap();\n',
    ),
    rust(
      'a future from elsewhere',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\naxum::serve(listener, Router::new()).with_graceful_shutdown(until_stopped()).await.unwrap();\n',
    ),
    rust(
      'tonic with a shutdown',
      'Server::builder().add_service(service).serve_with_shutdown(address, until_stopped()).await.unwrap();\n',
      'use tonic::transport::Server;\n\n',
    ),
    rust(
      'the ctrlc crate',
      'ctrlc::set_handler(stop).unwrap();\nlet listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\naxum::serve(listener, Router::new()).await.unwrap();\n',
    ),
    rust(
      'both signals',
      'let listener = TcpListener::bind("0.0.0.0:3000").await.unwrap();\nlet mut end = signal(SignalKind::terminate()).unwrap();\nloop {\n    tokio::select! {\n        _ = tokio::signal::ctrl_c() => break,\n        _ = end.recv() => break,\n        Ok((stream, _)) = listener.accept() => { tokio::spawn(handle(stream)); }\n    }\n}\n',
    ),
    {
      title: 'a library in Rust',
      path: 'src/server.rs',
      text: `${AXUM}pub async fn serve(listener: TcpListener) {\n    axum::serve(listener, Router::new()).await.unwrap();\n}\n`,
    },
    rust(
      'one connection',
      'let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();\nlet (stream, _) = listener.accept().await.unwrap();\nhandle(stream).await;\n',
    ),
    {
      title: 'actix',
      path: 'src/main.rs',
      text: 'use actix_web::{App, HttpServer};\n\n#[actix_web::main]\nasync fn main() -> std::io::Result<()> {\n    HttpServer::new(|| App::new()).bind(("0.0.0.0", 8080))?.run().await\n}\n',
    },
  ],
};
