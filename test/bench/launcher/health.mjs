// Asks agents over HTTP, the same way whoever started them.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 5;

/**
 * @typedef {object} Health
 * @property {number} pid
 * @property {number[]} workers process ids
 */

/** @param {number} port @returns {Promise<Health | null>} */
export function health(port) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/health', agent: false, timeout: 2_000 }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(text) : null));
      response.on('error', () => resolve(null));
    });
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
  });
}

/**
 * @param {readonly number[]} ports
 * @param {number} limitMs
 * @param {(health: Health) => boolean} [fits]
 * @returns {Promise<{ milliseconds: number, answers: Map<number, Health> } | null>} null when they were not all healthy in time
 */
export async function untilHealthy(ports, limitMs, fits = () => true) {
  const started = performance.now();
  /** @type {Map<number, Health>} */
  const answers = new Map();
  // One after the other and in order: a storm of connections would slow down what is being measured.
  while (answers.size < ports.length) {
    for (const port of ports) {
      if (answers.has(port)) continue;
      const answer = await health(port);
      if (!answer || !fits(answer)) break;
      answers.set(port, answer);
    }
    if (performance.now() - started > limitMs) return null;
    if (answers.size < ports.length) await delay(EVERY_MS);
  }
  return { milliseconds: performance.now() - started, answers };
}
