"""Messages between agents: length-prefixed JSON over TCP behind the socket types of ZeroMQ.

The names follow pyzmq (`Context().socket(REP)`, `recv_json`, `RCVTIMEO`, `Again`, …), so an agent that reads

    from common import transport as zmq

looks as it would with pyzmq, yet needs nothing but the standard library. Wire format: a 4-byte big-endian
length, then that many bytes. It is *not* ZMTP: a pyzmq peer cannot talk to it, a ten-line client in any
language can.

A socket does its I/O inside the caller's own `recv`, `send` and `poll`; there is no background thread, and
one socket belongs to one thread. What differs from ZeroMQ on purpose: a REQ whose answer timed out may be
used again at once, and a PUSH with no peer raises `Again` after SNDTIMEO instead of queueing.
"""

from __future__ import annotations

import collections
import errno
import json
import os
import selectors
import socket as net
import time
from typing import Any, Deque, Dict, List, Optional, Tuple

from common.framing import MAX_MESSAGE_BYTES, Again, Connection, ZMQError, parse_endpoint

REQ, REP, PUB, SUB, PUSH, PULL = "REQ", "REP", "PUB", "SUB", "PUSH", "PULL"
LINGER, RCVTIMEO, SNDTIMEO, SUBSCRIBE, UNSUBSCRIBE = "LINGER", "RCVTIMEO", "SNDTIMEO", "SUBSCRIBE", "UNSUBSCRIBE"
NOBLOCK = DONTWAIT = 1
POLLIN, POLLOUT = 1, 2

_RECONNECT_SECONDS = 0.1
_CAN_RECEIVE = {REQ, REP, SUB, PULL}
_CAN_SEND = {REQ, REP, PUB, PUSH}


class Socket:
    """A message socket of one type (REQ, REP, PUB, SUB, PUSH or PULL)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.closed = False
        self._selector = selectors.DefaultSelector()
        self._listeners: List[net.socket] = []
        self._connections: List[Connection] = []
        self._remotes: Dict[Tuple[str, int], Optional[Connection]] = {}
        self._retry_at: Dict[Tuple[str, int], float] = {}
        self._inbox: Deque[Tuple[Connection, bytes]] = collections.deque()
        self._reply_to: Optional[Connection] = None
        self._awaiting_reply = False
        self._next_peer = 0
        self._options: Dict[str, Any] = {RCVTIMEO: -1, SNDTIMEO: 5000, LINGER: 0}
        self._topics: List[bytes] = []

    # -- options ---------------------------------------------------------------------------------------------

    def setsockopt(self, option: str, value: Any) -> None:
        """RCVTIMEO and SNDTIMEO are in milliseconds, -1 waits for ever; SUBSCRIBE takes a topic prefix."""
        if option in (SUBSCRIBE, UNSUBSCRIBE):
            topic = value.encode() if isinstance(value, str) else bytes(value)
            if option == SUBSCRIBE:
                self._topics.append(topic)
            elif topic in self._topics:
                self._topics.remove(topic)
        elif option in self._options:
            self._options[option] = int(value)
        else:
            raise ZMQError(errno.EINVAL, f"unknown socket option {option!r}")

    setsockopt_string = setsockopt

    def getsockopt(self, option: str) -> Any:
        return self._options[option]

    # -- endpoints -------------------------------------------------------------------------------------------

    def bind(self, endpoint: str) -> None:
        """Listens on `tcp://address:port`. Raises ZMQError (EADDRINUSE) when the port is taken."""
        host, port = parse_endpoint(endpoint)
        family = net.AF_INET6 if ":" in host else net.AF_INET
        listener = net.socket(family, net.SOCK_STREAM)
        try:
            if os.name == "posix":  # on Windows the option would let two programs share the port
                listener.setsockopt(net.SOL_SOCKET, net.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(64)
        except OSError as error:
            listener.close()
            raise ZMQError(error.errno or errno.EIO, f"cannot listen on {endpoint}: {error.strerror}") from error
        listener.setblocking(False)
        self._listeners.append(listener)
        self._selector.register(listener, selectors.EVENT_READ, None)

    def connect(self, endpoint: str) -> None:
        """Remembers `tcp://host:port`; the connection is made, and made again, when it is needed."""
        self._remotes[parse_endpoint(endpoint)] = None
        if self.kind in (SUB, PULL):
            self._connect_remotes(0.5)

    @property
    def last_endpoint(self) -> str:
        """The address this socket listens on, with the port the system chose for `tcp://…:0`."""
        host, port = self._listeners[-1].getsockname()[:2]
        return f"tcp://{host}:{port}"

    def close(self, linger: Optional[int] = None) -> None:
        """Closes every connection and listener; closing twice is harmless."""
        del linger  # nothing is ever queued, so there is nothing to linger for
        if self.closed:
            return
        self.closed = True
        for connection in self._connections:
            connection.raw.close()
        for listener in self._listeners:
            listener.close()
        self._selector.close()

    def __enter__(self) -> "Socket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- receiving -------------------------------------------------------------------------------------------

    def poll(self, timeout: Optional[float] = None, flags: int = POLLIN) -> int:
        """Waits up to `timeout` milliseconds (None: for ever) for a message; returns POLLIN or 0."""
        del flags
        self._require_open()
        deadline = None if timeout is None or timeout < 0 else time.monotonic() + timeout / 1000
        while not self._inbox:
            remaining = None if deadline is None else deadline - time.monotonic()
            if remaining is not None and remaining < 0:
                return 0
            self._connect_remotes(0.5 if self.kind in (SUB, PULL) else 0)
            if self.kind == REQ and not self._connections:
                return 0  # the peer is gone: no answer will come
            waiting = [at for remote, at in self._retry_at.items() if self._remotes.get(remote) is None]
            if waiting and self.kind in (SUB, PULL):
                pause = max(0.0, min(waiting) - time.monotonic()) + 0.001
                remaining = pause if remaining is None else min(remaining, pause)
            self._pump(remaining)
        return POLLIN

    def recv(self, flags: int = 0) -> bytes:
        """The next message. Raises Again after RCVTIMEO, or at once with NOBLOCK."""
        self._require(_CAN_RECEIVE, "receive")
        if self.kind == REP and self._reply_to is not None:
            raise ZMQError(errno.EPROTO, "REP must send the answer before it receives the next request")
        if self.kind == REQ and not self._awaiting_reply:
            raise ZMQError(errno.EPROTO, "REQ must send a request before it receives an answer")
        timeout = 0 if flags & NOBLOCK else self._options[RCVTIMEO]
        if not self.poll(timeout):
            if self.kind == REQ and not flags & NOBLOCK:
                self._abandon_request()
            raise Again("no message within the receive timeout")
        connection, message = self._inbox.popleft()
        if self.kind == REP:
            self._reply_to = connection
        self._awaiting_reply = False
        return message

    def recv_string(self, flags: int = 0) -> str:
        return self.recv(flags).decode("utf-8")

    def recv_json(self, flags: int = 0) -> Any:
        """Raises ValueError when the message is not JSON; a REP still has to answer it."""
        return json.loads(self.recv(flags))

    # -- sending ---------------------------------------------------------------------------------------------

    def send(self, message: bytes, flags: int = 0) -> None:
        """Raises Again when no peer takes the message within SNDTIMEO."""
        self._require(_CAN_SEND, "send")
        if len(message) > MAX_MESSAGE_BYTES:
            raise ZMQError(errno.EMSGSIZE, f"a message may have {MAX_MESSAGE_BYTES} bytes, this one has {len(message)}")
        limit = self._options[SNDTIMEO]
        timeout = 0.0 if flags & NOBLOCK else (limit / 1000 if limit >= 0 else float("inf"))
        if self.kind == REP:
            peer, self._reply_to = self._reply_to, None
            if peer is None:
                raise ZMQError(errno.EPROTO, "REP must receive a request before it sends an answer")
            self._write(peer, message, timeout)  # a client that left does not concern the server
        elif self.kind == PUB:
            self._pump(0)
            for peer in list(self._connections):
                self._write(peer, message, min(timeout, 1.0))
        else:
            self._send_to_one(message, timeout)
            self._awaiting_reply = self.kind == REQ

    def send_string(self, text: str, flags: int = 0) -> None:
        self.send(text.encode("utf-8"), flags)

    def send_json(self, value: Any, flags: int = 0) -> None:
        self.send(json.dumps(value, separators=(",", ":")).encode("utf-8"), flags)

    # -- inside ----------------------------------------------------------------------------------------------

    def _require_open(self) -> None:
        if self.closed:
            raise ZMQError(errno.EBADF, "the socket is closed")

    def _require(self, kinds: "set[str]", verb: str) -> None:
        self._require_open()
        if self.kind not in kinds:
            raise ZMQError(errno.ENOTSUP, f"a {self.kind} socket cannot {verb}")

    def _pump(self, timeout: Optional[float]) -> None:
        """Accepts peers and collects whole messages, waiting at most `timeout` seconds for the first event."""
        try:
            events = self._selector.select(timeout)
        except (OSError, ValueError):
            self._require_open()  # a signal handler or another thread may have closed it meanwhile
            raise
        for key, _ in events:
            if key.data is None:
                self._accept(key.fileobj)  # type: ignore[arg-type]
                continue
            connection: Connection = key.data
            messages, alive = connection.read_messages()
            for message in messages:
                if self.kind != SUB or any(message.startswith(topic) for topic in self._topics):
                    self._inbox.append((connection, message))
            if not alive:
                self._drop(connection)

    def _accept(self, listener: net.socket) -> None:
        try:
            raw, _ = listener.accept()
        except OSError:
            return  # the peer gave up before we came to it
        self._adopt(Connection(raw))

    def _adopt(self, connection: Connection) -> None:
        self._connections.append(connection)
        self._selector.register(connection.raw, selectors.EVENT_READ, connection)

    def _drop(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._selector.unregister(connection.raw)
            connection.raw.close()
        for remote, current in self._remotes.items():
            if current is connection:
                self._remotes[remote] = None

    def _connect_remotes(self, timeout: float) -> None:
        """Connects what is not connected, at most ten times a second per remote."""
        now = time.monotonic()
        for remote, current in list(self._remotes.items()):
            if current is not None or timeout <= 0 or now < self._retry_at.get(remote, 0):
                continue
            self._retry_at[remote] = now + _RECONNECT_SECONDS
            try:
                connection = Connection(net.create_connection(remote, timeout=timeout))
            except OSError:
                continue
            self._remotes[remote] = connection
            self._adopt(connection)

    def _send_to_one(self, message: bytes, timeout: float) -> None:
        """REQ and PUSH: one peer gets the message, in turns when there are several."""
        deadline = time.monotonic() + timeout
        if self.kind == REQ:
            self._inbox.clear()
        while True:
            self._connect_remotes(max(0.01, min(5.0, deadline - time.monotonic())))
            self._pump(0)
            while self._connections:
                self._next_peer += 1
                peer = self._connections[self._next_peer % len(self._connections)]
                if self._write(peer, message, max(0.001, deadline - time.monotonic())):
                    return
            if time.monotonic() >= deadline:
                raise Again("no peer took the message within the send timeout")
            time.sleep(0.02)

    def _write(self, peer: Connection, message: bytes, timeout: float) -> bool:
        if peer not in self._connections:
            return False
        try:
            peer.write(message, min(timeout, 60.0))
            return True
        except OSError:
            self._drop(peer)  # half a message may be out: the connection is of no use any more
            return False

    def _abandon_request(self) -> None:
        """After a timeout a late answer must not be taken for the next one: start over on new connections."""
        self._awaiting_reply = False
        for connection in list(self._connections):
            self._drop(connection)


class Context:
    """Makes sockets and closes them all in `term()`."""

    def __init__(self) -> None:
        self._sockets: List[Socket] = []

    def socket(self, kind: str) -> Socket:
        made = Socket(kind)
        self._sockets = [known for known in self._sockets if not known.closed]
        self._sockets.append(made)
        return made

    def term(self) -> None:
        for known in self._sockets:
            known.close()
        self._sockets.clear()

    destroy = term


class Poller:
    """Waits for several sockets at once."""

    def __init__(self) -> None:
        self._sockets: List[Socket] = []

    def register(self, socket: Socket, flags: int = POLLIN) -> None:
        del flags
        if socket not in self._sockets:
            self._sockets.append(socket)

    def unregister(self, socket: Socket) -> None:
        self._sockets.remove(socket)

    def poll(self, timeout: Optional[float] = None) -> List[Tuple[Socket, int]]:
        """The sockets that hold a message, waiting at most `timeout` milliseconds (None: for ever)."""
        deadline = None if timeout is None or timeout < 0 else time.monotonic() + timeout / 1000
        while True:
            ready = [(socket, POLLIN) for socket in self._sockets if socket.poll(0)]
            if ready or (deadline is not None and time.monotonic() >= deadline):
                return ready
            time.sleep(0.01)
