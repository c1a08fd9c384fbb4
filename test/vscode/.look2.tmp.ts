import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from './driver/workbench';
async function main() {
  const base = realpathSync(mkdtempSync('/tmp/look-'));
  const folder = join(base, 'voice-stack');
  cpSync('/work/main/examples/voice-stack', folder, { recursive: true });
  const empty = join(base, 'empty'); mkdirSync(empty); writeFileSync(join(empty, 'a.py'), 'x = 1  # preflight: ignore[hardcoded-host] why\n'); writeFileSync(join(empty, 'b.yaml'), 'port: "${PORT_OFFSET:-0}+7200"\n');
  const run = async (name: string, options: Parameters<typeof Workbench.open>[1], act: (w: Workbench, shot: (n: string) => Promise<void>) => Promise<void>) => {
    const w = await Workbench.open('look', options);
    const shot = async (n: string) => { await w.page.screenshot({ path: `/tmp/look/${name}-${n}.png` }); console.log(name, n); };
    try { await act(w, shot); } catch (e) { console.log(name, e); await shot('fail'); } finally { await w.close(); }
  };
  const only = process.argv[2];
  if (!only || only === 'untrusted') await run('untrusted', { folder, extensionDevelopmentPath: '/tmp/ext', workspaceTrust: true }, async (w, shot) => {
    await w.notifications.answerDialog("No, I don't trust").catch((e) => console.log(String(e)));
    await w.showViewContainer('Agent Preflight'); await w.page.waitForTimeout(4000); await shot('view');
    console.log(await w.tree('Stack').welcomeText());
    console.log((await w.commands.find('Agent Preflight')).join('\n'));
  });
  if (!only || only === 'failed') { renameSync('/tmp/ext/dist/server.js', '/tmp/ext/dist/server.off');
  await run('failed', { folder, extensionDevelopmentPath: '/tmp/ext' }, async (w, shot) => {
    await w.showViewContainer('Agent Preflight'); await w.page.waitForTimeout(9000); await shot('view');
    console.log(await w.tree('Stack').welcomeText());
    renameSync('/tmp/ext/dist/server.off', '/tmp/ext/dist/server.js');
    await w.tree('Stack').pressWelcome('Restart Language Server');
    await w.tree('Stack').waitFor('rows', (r) => r.length > 3); await shot('recovered');
  }); }
  if (!only || only === 'empty') await run('empty', { folder: empty, extensionDevelopmentPath: '/tmp/ext' }, async (w, shot) => {
    await w.showViewContainer('Agent Preflight'); await w.page.waitForTimeout(5000); await shot('view');
    console.log(await w.tree('Stack').welcomeText());
    await w.commands.run('Agent Preflight: Open a Sample with Findings'); await w.page.waitForTimeout(1500); await shot('sample');
    await w.commands.run('Agent Preflight: Explain Rule'); await w.page.waitForTimeout(800); await shot('explain-pick');
    await w.page.keyboard.press('Enter'); await w.page.waitForTimeout(3500); await shot('explain');
    await w.editor.open('a.py'); await w.page.waitForTimeout(1000); await shot('py');
    await w.editor.open('b.yaml'); await w.page.waitForTimeout(1000); await shot('yaml');
    await w.commands.run('Welcome: Open Walkthrough...'); await w.page.waitForTimeout(1000); await w.page.keyboard.type('Agent Preflight'); await w.page.waitForTimeout(700); await w.page.keyboard.press('Enter'); await w.page.waitForTimeout(3000); await shot('walkthrough');
  });
  rmSync(base, { recursive: true, force: true });
}
main().catch((e) => { console.error(e); process.exit(1); });
