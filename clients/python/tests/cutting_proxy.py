"""A network between client and server that breaks connections, inside events as well."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

# Longer than a client waits before it comes back.
_SECONDS_AWAY = 1.5


class CuttingProxy:
    """Passes bytes on, and cuts each stream of events after so many of them. Then it is away.

    Attributes:
        cuts: the last bytes that were passed on before each cut.
    """

    def __init__(self, target: str, bytes_before_cut: int) -> None:
        address = urlsplit(target)
        self._target = (address.hostname, address.port)
        self._bytes_before_cut = bytes_before_cut
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts: list[bytes] = []
        self._back_at = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if time.monotonic() < self._back_at:
                client.close()
            else:
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server, suppress(OSError):
            is_stream = threading.Event()
            args = (client, server, is_stream)
            threading.Thread(target=_send_up, args=args, daemon=True).start()
            left, last = self._bytes_before_cut, b""
            while left > 0 and (data := server.recv(min(left, 65536))):
                client.sendall(data)
                if is_stream.is_set():
                    left -= len(data)
                    last = (last + data)[-8:]
            if left == 0:
                self._back_at = time.monotonic() + _SECONDS_AWAY
                self.cuts.append(last)
            client.shutdown(socket.SHUT_RDWR)


def _send_up(client: socket.socket, server: socket.socket, is_stream: threading.Event) -> None:
    with suppress(OSError):
        while data := client.recv(65536):
            if b"/events HTTP/1.1" in data:
                is_stream.set()
            server.sendall(data)
        server.shutdown(socket.SHUT_RDWR)
