/** How supervisors know this program, in their logs. */
export const CLIENT_NAME = 'cli';
