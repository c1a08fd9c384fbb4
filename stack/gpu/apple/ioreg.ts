import type { Gpu } from '../gpu';

export const IOREG_ARGUMENTS = ['-r', '-d', '1', '-w', '0', '-c', 'IOAccelerator'] as const;

const MIB = 1024 * 1024;

/**
 * What `ioreg` prints of the accelerators: a line with the name and class of each, then its properties. The keys come in any order. The
 * memory is the machine's own, so there is no total.
 */
export function parseIoreg(text: string): Gpu[] {
  const nodes = text.split(/^\s*\+-o /m).slice(1);
  return nodes.map((node, index): Gpu => {
    const [, className = 'GPU', id = String(index)] = /^(\S+)\s+<class \S+?, id (0x[0-9a-f]+)/i.exec(node) ?? [];
    const model = /"model" = (?:"([^"]+)"|<"([^"]+)">)/.exec(node);
    // Not `"In use system memory (driver)"`, which stands beside it.
    const used = numberOf(node, 'In use system memory');
    return {
      index,
      uuid: id,
      name: model?.[1] ?? model?.[2] ?? className,
      memoryTotalMb: null,
      memoryUsedMb: used === null ? null : Math.round(used / MIB),
      utilizationPercent: numberOf(node, 'Device Utilization %') ?? numberOf(node, 'GPU Activity(%)'),
      temperatureC: numberOf(node, 'Temperature(C)'),
    };
  });
}

function numberOf(node: string, key: string): number | null {
  const escaped = key.replace(/[()%]/g, '\\$&');
  const found = new RegExp(`"${escaped}"\\s*=\\s*(\\d+)`).exec(node)?.[1];
  return found === undefined ? null : Number(found);
}
