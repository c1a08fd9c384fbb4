import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unauthenticated-route';

const SECURITY = 'def get_current_user(token):\n    return token\n';
const FASTAPI =
  'from fastapi import APIRouter, Depends, FastAPI\n\nfrom security import get_current_user\n\napp = FastAPI()\n';

async function found(path: string, text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { ...files, [path]: text });
  return workspace.findings(path).map(({ range }) => text.slice(range.start, range.end));
}

describe('unauthenticated-route', () => {
  it('reports powerful routes, and leaves the rest', async () => {
    for (const path of [
      '/admin',
      '/admin/users',
      '/api/v1/exec',
      '/run',
      '/tools/call_tool',
      '/shell',
      '/system/shutdown',
    ]) {
      assert.deepEqual(
        await found('app.py', `${FASTAPI}\n@app.post("${path}")\ndef f():\n    return 1\n`),
        [`"${path}"`],
        path,
      );
    }
    for (const path of ['/health', '/metrics', '/admin/login', '/items', '/running', '/execution-times', '/']) {
      assert.deepEqual(await found('app.py', `${FASTAPI}\n@app.post("${path}")\ndef f():\n    return 1\n`), [], path);
    }
  });

  it('lets everybody look at lists, not change them', async () => {
    const route = (method: string): string => `${FASTAPI}\n@app.${method}("/tools")\ndef f():\n    return 1\n`;
    assert.deepEqual(await found('app.py', route('get')), []);
    assert.deepEqual(await found('app.py', route('post')), ['"/tools"']);
  });

  it('takes any sign of authentication', async () => {
    for (const text of [
      '\n@app.post("/admin")\ndef f(user=Depends(get_current_user)):\n    return user\n',
      '\n@app.post("/admin", dependencies=[Depends(get_current_user)])\ndef f():\n    return 1\n',
      '\nrouter = APIRouter(dependencies=[Depends(get_current_user)])\n\n@router.post("/admin")\ndef f():\n    return 1\n',
      '\napp.add_middleware(AuthMiddleware)\n\n@app.post("/admin")\ndef f():\n    return 1\n',
      '\n@app.post("/admin")\ndef f(request):\n    check_token(request.headers["Authorization"])\n    return 1\n',
      '\n@app.post("/admin")\n@login_required\ndef f():\n    return 1\n',
    ]) {
      assert.deepEqual(await found('app.py', FASTAPI + text), [], text);
    }
  });

  it('is silent in a project that authenticates nobody', async () => {
    const text = 'from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.post("/admin")\ndef f():\n    return 1\n';
    assert.deepEqual(await found('app.py', text), []);
    assert.deepEqual(await found('app.py', text, { 'common/security.py': SECURITY }), ['"/admin"']);
  });

  it('knows the routes of Express and NestJS', async () => {
    const express = "import express from 'express';\nimport { requireAuth } from './auth';\nconst app = express();\n";
    assert.deepEqual(await found('a.ts', `${express}app.post('/exec', (req, res) => res.end());\n`), ["'/exec'"]);
    assert.deepEqual(await found('a.ts', `${express}app.post('/exec', requireAuth, (req, res) => res.end());\n`), []);
    assert.deepEqual(
      await found('a.ts', `${express}app.use(requireAuth);\napp.post('/exec', (req, res) => res.end());\n`),
      [],
    );
    const nest = (guard: string): string =>
      `import { Controller, Post, UseGuards } from '@nestjs/common';\nimport { AuthGuard } from './auth.guard';\n\n${guard}@Controller('admin')\nexport class Admin {\n  @Post('restart')\n  restart() {\n    return 1;\n  }\n}\n`;
    assert.equal((await found('a.ts', nest(''))).length, 1);
    assert.deepEqual(await found('a.ts', nest('@UseGuards(AuthGuard)\n')), []);
  });
});
