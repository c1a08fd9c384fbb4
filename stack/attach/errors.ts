/** The supervisor could not be started; the message holds what it said, and where its log is. */
export class SupervisorNotStarted extends Error {
  override readonly name = 'SupervisorNotStarted';
}

/** There is a supervisor, but it does not answer; the message names its pid. */
export class SupervisorUnresponsive extends Error {
  override readonly name = 'SupervisorUnresponsive';
}

/** Supervisor and client are of different versions; the message says which. */
export class ProtocolMismatch extends Error {
  override readonly name = 'ProtocolMismatch';
}
