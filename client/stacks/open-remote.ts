import type { OpenRemote } from './remote-watches';

/** Between two looks at containers; every look starts two processes. */
const intervalMs = 3000;

/** Loaded when somebody asks for it, from a bundle of its own: planning a stack takes much code that the client needs for nothing else. */
export const openRemote: OpenRemote = async (file, place) => {
  const { watchStartupFile } = await import('@agent-preflight/stack/remote/watch-startup-file');
  return watchStartupFile(file, place, { environment: process.env, intervalMs });
};

/** What a stack's exports are called when nobody names them. */
export async function usualName(file: string): Promise<string> {
  const { usualNameThere } = await import('@agent-preflight/stack/remote/watch-startup-file');
  return usualNameThere(file, process.env);
}
