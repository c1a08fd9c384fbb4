import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { buildProject } from '../build-project';
import { readFileFacts } from '../file-facts';
import { ProjectView } from '../project-view';
import type { RoutingIndex } from './routing-index';

function routing(files: Readonly<Record<string, string>>): RoutingIndex {
  const paths = Object.keys(files);
  const facts = paths.map((path) => readFileFacts(path, `file:///p/${path}`, files[path] ?? ''));
  return new ProjectView(buildProject('file:///p', paths, facts, DEFAULT_CONFIGURATION)).routing;
}

const ROUTER = "import { Router } from 'express';\nexport const router = Router();\n";

describe('routers across files', () => {
  it('are reached under every path at which other files mount them', () => {
    const index = routing({
      'src/users.ts': ROUTER,
      'src/api.ts': `${ROUTER}import { router as users } from './users';\nrouter.use('/users', users);\n`,
      'src/app.ts':
        "import express from 'express';\nimport { router as api } from './api';\nconst app = express();\napp.use('/v1', api);\napp.use('/v2', requireAuth, api);\n",
    });
    assert.deepEqual(index.waysTo('src/users.ts'), [
      { prefix: '/v1/users', guarded: false },
      { prefix: '/v2/users', guarded: true },
    ]);
    assert.deepEqual(index.waysTo('src/app.ts'), []);
    assert.deepEqual(index.waysTo('src/nothing.ts'), []);
  });

  it('end where files mount each other in a circle', () => {
    const mounts = (other: string): string =>
      `${ROUTER}import { router as other } from './${other}';\nrouter.use('/${other}', other);\n`;
    const index = routing({ 'a.ts': mounts('b'), 'b.ts': mounts('a'), 'c.ts': mounts('c') });
    assert.ok(index.waysTo('a.ts').length > 0);
    assert.ok(index.waysTo('c.ts').every(({ guarded }) => !guarded));
  });

  it('are found by every way of importing them', () => {
    for (const [imported, used] of [
      ["import users from './users.js';", 'users'],
      ["import * as users from './users';", 'users.router'],
      ["const { router: users } = require('./users');", 'users'],
      ["const users = require('./users').router;", "require('./users')"],
      ["import makeUsers from './users';", 'makeUsers(deps)'],
    ]) {
      const index = routing({
        'users.ts': ROUTER,
        'app.ts': `import express from 'express';\n${imported}\nexpress().x;\napp.use('/users', ${used});\n`,
      });
      assert.deepEqual(index.waysTo('users.ts'), [{ prefix: '/users', guarded: false }], imported);
    }
  });

  it('take files that hold no code worth reading, or half of it, for nothing', () => {
    const index = routing({
      'a.ts': "import express from 'express';\napp.use('/a', ",
      'b.py': 'from fastapi import FastAPI\napp.include_router(',
      'c.py': 'from flask import Flask\napp.register_blueprint(missing)\n',
      'd.rs': 'use axum::Router;\nfn f() { Router::new().nest("/a", ',
    });
    for (const path of ['a.ts', 'b.py', 'c.py', 'd.rs']) assert.deepEqual(index.waysTo(path), [], path);
  });

  it('are read in time that grows with the text, whatever it is', () => {
    for (const [path, head, part] of [
      ['a.ts', 'express ', 'a.'],
      ['a.ts', 'express ', 'import { a '],
      ['a.ts', 'express ', 'app.use('],
      ['a.py', 'FastAPI django ', 'register(app, '],
      ['a.py', 'FastAPI django\n', 'path('],
      ['a.rs', 'axum ', '.layer('],
    ] as const) {
      const started = performance.now();
      readFileFacts(path, `file:///p/${path}`, head + part.repeat(60_000));
      // A pattern that goes back for every step takes minutes.
      assert.ok(performance.now() - started < 10_000, part);
    }
  }).timeout(60_000);
});
