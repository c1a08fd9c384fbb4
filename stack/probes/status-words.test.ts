import assert from 'node:assert/strict';
import { readBody } from './status-words';

describe('what a health answer says', () => {
  const cases: [string, string | null][] = [
    ['{"status": "ok"}', 'healthy'],
    ['{"status": "HEALTHY", "uptime": 3}', 'healthy'],
    ['{"Status": "Online"}', 'healthy'],
    ['{"state": "running"}', 'healthy'],
    ['{"status": "degraded", "health_status": "unhealthy"}', 'unhealthy'],
    ['{"status": "success", "health_status": "degraded"}', 'degraded'],
    ['{"status": "success", "health": {"status": "error", "message": "no model"}}', 'unhealthy'],
    ['{"status": "warning"}', 'degraded'],
    ['{"status": "ERROR", "message": "cuda"}', 'unhealthy'],
    ['{"status": "stopped"}', 'unhealthy'],
    ['{"status": "ok", "ready": false}', 'unhealthy'],
    ['{"healthy": true}', 'healthy'],
    ['{"error": "engine died"}', 'unhealthy'],
    ['{"status": "error", "message": "Unknown action: health_check"}', 'open'],
    ['{"error": "unsupported request type"}', 'open'],
    ['{"status": "error", "message": "model not found"}', 'unhealthy'],
    ['{"status": "loading"}', 'unhealthy'],
    ['OK', 'healthy'],
    ['"ready"', 'healthy'],
    ['Healthy.', 'healthy'],
    ['pong', 'healthy'],
    ['unhealthy: no registry', 'unhealthy'],
    ['{"uptime": 12}', null],
    ['{"status": 200}', null],
    ['<html>ok</html>', null],
    ['{"status": "o', null],
    ['[]', null],
    ['', null],
    ['null', null],
  ];
  for (const [body, verdict] of cases) {
    it(`${body === '' ? 'nothing' : body} → ${verdict}`, () => assert.equal(readBody(body)?.verdict ?? null, verdict));
  }

  it('quotes the reason in one short printable line', () => {
    const said =
      readBody(JSON.stringify({ status: 'error', message: `\u001b[31mboom\n${'x'.repeat(500)}` }))?.said ?? '';
    assert.match(said, /^status: error \(.*boom/);
    assert.ok(said.length < 200 && !said.includes('\u001b') && !said.includes('\n'));
  });
});
