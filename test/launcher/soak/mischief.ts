import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lockHolder } from '../../../stack/rendezvous/lock';
import { bundleDirectory, type TestStack } from '../harness';
import type { Random } from './random';

/** What mischief is done to. */
export interface Victims {
  readonly stack: TestStack;
  readonly random: Random;
  /** Names of all agents. */
  readonly names: readonly string[];
}

/** Something that happens to stacks. Says what it did; must leave nothing of its own behind. */
export type Mischief = (victims: Victims) => Promise<string>;

/** Sends a signal to a process that may have gone by now. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone by itself.
  }
}

async function killAgent({ stack, random }: Victims): Promise<string> {
  const target = random.pick(await stack.processes());
  if (!target) return 'found no process of an agent';
  signal(target.pid, 'SIGKILL');
  return `killed process ${target.pid} of an agent`;
}

async function stopAgentForAWhile({ stack, random }: Victims): Promise<string> {
  const target = random.pick(await stack.processes());
  if (!target) return 'found no process of an agent';
  signal(target.pid, 'SIGSTOP');
  await delay(random.next() * 2_000);
  signal(target.pid, 'SIGCONT');
  return `held process ${target.pid} of an agent for a while`;
}

async function stopAgentForGood({ stack, random }: Victims): Promise<string> {
  const target = random.pick(await stack.processes());
  if (!target) return 'found no process of an agent';
  signal(target.pid, 'SIGSTOP');
  return `held process ${target.pid} of an agent for good`;
}

async function killSupervisor({ stack }: Victims): Promise<string> {
  const holder = await lockHolder(stack.paths.supervisorLock);
  if (!holder) return 'found no supervisor';
  signal(holder.pid, 'SIGKILL');
  return `killed supervisor ${holder.pid}`;
}

async function holdSupervisor({ stack, random }: Victims): Promise<string> {
  const holder = await lockHolder(stack.paths.supervisorLock);
  if (!holder) return 'found no supervisor';
  signal(holder.pid, 'SIGSTOP');
  await delay(random.next() * 1_500);
  signal(holder.pid, 'SIGCONT');
  return `held supervisor ${holder.pid} for a while`;
}

/** A client that is killed while it starts everything, or just after. */
async function killClient({ stack, random }: Victims): Promise<string> {
  const bundle = await bundleDirectory();
  const supervisor = join(bundle, 'supervisor.js');
  const child = spawn(process.execPath, [join(bundle, 'starter.js'), stack.file, supervisor], {
    env: stack.environment,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([ended, delay(random.next() * 600)]);
  child.kill('SIGKILL');
  await ended;
  return `killed a client (pid ${child.pid})`;
}

/** A client that says nonsense, or hangs up in the middle of a word. */
async function babble({ stack, random }: Victims): Promise<string> {
  const socket = createConnection(stack.paths.socket);
  socket.on('error', () => undefined);
  const words = [
    '',
    'Content-Length: 999999\r\n\r\n{',
    'GET / HTTP/1.1\r\n\r\n',
    'Content-Length: 3\r\n\r\n{]}',
    '\0'.repeat(70_000),
  ];
  socket.write(random.pick(words));
  await delay(random.next() * 100);
  socket.destroy();
  return 'babbled at the supervisor';
}

async function order({ stack, random, names }: Victims): Promise<string> {
  const name = random.pick(names);
  const what = random.pick(['restart', 'stop', 'start'] as const);
  const connection = await stack.connect();
  // What is asked for may be overtaken by worse, which is the point.
  await Promise.race([connection[what]([name]).catch(() => undefined), delay(random.next() * 2_000)]);
  connection.dispose();
  return `asked for the ${what} of ${name}`;
}

async function startAll({ stack }: Victims): Promise<string> {
  const connection = await stack.connect();
  await connection.start().catch(() => undefined);
  connection.dispose();
  return 'asked for the start of all';
}

/** The startup file as editors save it: emptied for an instant, then whole again. */
async function saveStartupFile({ stack }: Victims): Promise<string> {
  const text = readFileSync(stack.file, 'utf8');
  writeFileSync(stack.file, '');
  await delay(20);
  writeFileSync(stack.file, text);
  return 'saved the startup file';
}

/** The more often one stands here, the more often it happens. */
export const MISCHIEF: readonly Mischief[] = [
  killAgent,
  killAgent,
  killAgent,
  stopAgentForAWhile,
  stopAgentForGood,
  holdSupervisor,
  killClient,
  babble,
  order,
  startAll,
  saveStartupFile,
];

/** Happens in the first part of a soak only: what one supervisor leaks shows when it lives through the rest. */
export const MURDER: readonly Mischief[] = [...MISCHIEF, killSupervisor, killSupervisor];
