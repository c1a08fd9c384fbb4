import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { isAnyPattern } from './cors/cors-gap';
import { rule } from './permissive-cors';

async function severities(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ severity }) => severity);
}

async function fixed(path: string, text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.fixAll({ unsafe: true }).files[path] ?? '';
}

describe('permissive-cors', () => {
  it('is an error with credentials', async () => {
    const middleware = (more: string): string =>
      `from fastapi.middleware.cors import CORSMiddleware\n\napp.add_middleware(CORSMiddleware, allow_origins=["*"]${more})\n`;
    assert.deepEqual(await severities('a.py', middleware('')), ['warning']);
    assert.deepEqual(await severities('a.py', middleware(', allow_credentials=False')), ['warning']);
    assert.deepEqual(await severities('a.py', middleware(', allow_credentials=True')), ['error']);
    const layer = (more: string): string =>
      `use tower_http::cors::{Any, CorsLayer};\n\nfn f() -> CorsLayer {\n    CorsLayer::new().allow_origin(Any)${more}\n}\n`;
    assert.deepEqual(await severities('a.rs', layer('')), ['warning']);
    assert.deepEqual(await severities('a.rs', layer('.allow_credentials(true)')), ['error']);
  });

  it('reads the origins from the environment', async () => {
    assert.equal(
      await fixed('a.py', 'from flask_cors import CORS\n\nCORS(app, origins="*")\n'),
      'import os\nfrom flask_cors import CORS\n\nCORS(app, origins=os.environ["ALLOWED_ORIGINS"].split(","))\n',
    );
    assert.match(
      await fixed('a.ts', "import cors from 'cors';\napp.use(cors({ origin: true }));\n"),
      /cors\(\{ origin: \(process\.env\.ALLOWED_ORIGINS .*\.split\(','\) \}\)/,
    );
  });

  it('has no fix where the value is used elsewhere, too', async () => {
    const text =
      'from starlette.middleware.cors import CORSMiddleware\n\norigins = ["*"]\nlog(origins)\napp.add_middleware(CORSMiddleware, allow_origins=origins)\n';
    assert.equal(await fixed('a.py', text), text);
  });

  it('tells patterns that match every origin', () => {
    for (const pattern of ['.*', '^.*$', 'https?://.*', '^https?://.+$', '.+', 'https://.*', 'http://.*:\\d+'])
      assert.ok(isAnyPattern(pattern), pattern);
    for (const pattern of [
      'https://.*\\.example\\.org',
      '^https://example\\.org$',
      'http://localhost:\\d+',
      '.*\\.example\\.org$',
    ])
      assert.ok(!isAnyPattern(pattern), pattern);
  });

  it('asks whether a given-back origin was compared before', async () => {
    const handler = (condition: string): string =>
      `def f(self, request, response):\n    origin = request.headers.get("origin")\n    ${condition}\n        response.headers["Access-Control-Allow-Origin"] = origin\n`;
    assert.deepEqual(await severities('a.py', handler('if origin:')), ['warning']);
    assert.deepEqual(await severities('a.py', handler('if origin and self._is_origin_allowed(origin):')), []);
    assert.deepEqual(await severities('a.py', handler('if origin in self.known:')), []);
  });

  it('reads the origins of Rust from a variable, as each library keeps them', async () => {
    const cases: readonly (readonly [before: string, after: RegExp])[] = [
      [
        'use tower_http::cors::{Any, CorsLayer};\nfn f() { g(CorsLayer::new().allow_origin(Any)); }\n',
        /g\(CorsLayer::new\(\)\.allow_origin\(tower_http::cors::AllowOrigin::list\(std::env::var\("ALLOWED_ORIGINS"\)/,
      ],
      [
        'use tower_http::cors::CorsLayer;\nfn f() { g(CorsLayer::permissive()); }\n',
        /g\(CorsLayer::new\(\)\.allow_origin\(tower_http::cors::AllowOrigin::list\(/,
      ],
      [
        'use actix_cors::Cors;\nfn f() { g(Cors::default().allow_any_origin().max_age(9)); }\n',
        /Cors::default\(\)\.allowed_origin_fn\(\|origin, _\| .*\)\.max_age\(9\)/,
      ],
      [
        'use actix_cors::Cors;\nfn f() { g(Cors::permissive()); }\n',
        /g\(Cors::default\(\)\.allowed_origin_fn\(\|origin, _\|/,
      ],
    ];
    for (const [before, after] of cases) {
      const workspace = await RuleWorkspace.create([rule], { 'src/main.rs': before });
      const fixed = workspace.fixAll({ unsafe: true });
      assert.match(fixed.files['src/main.rs'] ?? '', after);
      assert.deepEqual(fixed.findings('src/main.rs'), []);
    }
  });
});
