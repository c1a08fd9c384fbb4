"""One TCP connection that carries whole messages: a 4-byte big-endian length, then that many bytes."""

from __future__ import annotations

import errno
import socket as net
import struct
from typing import List, Tuple

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class ZMQError(OSError):
    """A transport failure; `errno` says which."""


class Again(ZMQError):
    """Nothing happened within the timeout."""

    def __init__(self, what: str) -> None:
        super().__init__(errno.EAGAIN, what)


def parse_endpoint(endpoint: str) -> Tuple[str, int]:
    """`tcp://host:port` → (host, port); `*` as host means every interface."""
    scheme, separator, rest = endpoint.partition("://")
    host, colon, port = rest.rpartition(":")
    if scheme != "tcp" or not separator or not colon or not host or not port.isdigit():
        raise ZMQError(errno.EINVAL, f"endpoint must look like tcp://host:port, got {endpoint!r}")
    return ("" if host == "*" else host.strip("[]")), int(port)


class Connection:
    """One TCP peer: what arrived and is not yet a whole message."""

    def __init__(self, raw: net.socket) -> None:
        self.raw = raw
        self.received = bytearray()
        raw.setblocking(False)
        raw.setsockopt(net.IPPROTO_TCP, net.TCP_NODELAY, 1)

    def read_messages(self) -> Tuple[List[bytes], bool]:
        """The messages that are complete by now, and whether the peer is still there."""
        alive = True
        try:
            while True:
                chunk = self.raw.recv(65536)
                if not chunk:
                    alive = False
                    break
                self.received += chunk
                if len(self.received) > MAX_MESSAGE_BYTES + _LENGTH.size:
                    break
        except BlockingIOError:
            pass
        except OSError:
            alive = False
        messages: List[bytes] = []
        while len(self.received) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self.received)
            if length > MAX_MESSAGE_BYTES:
                return messages, False
            end = _LENGTH.size + length
            if len(self.received) < end:
                break
            messages.append(bytes(self.received[_LENGTH.size : end]))
            del self.received[:end]
        return messages, alive

    def write(self, message: bytes, timeout: float) -> None:
        """Sends one whole message, waiting at most `timeout` seconds for a slow peer."""
        self.raw.settimeout(max(timeout, 0.001))
        try:
            self.raw.sendall(_LENGTH.pack(len(message)) + message)
        finally:
            self.raw.setblocking(False)
