"""A WebSocket byte by byte, for what no library would send, and for reading slowly."""

import base64
import json
import os
import socket
import struct


class RawSocket:
    def __init__(self, port, receive_buffer=None, timeout=10):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(f"GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                  f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: parley.v1\r\n\r\n"
                  .encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_frame(self, payload, opcode=1, first=0x80, masked=True):
        """`first` is FIN and the reserved bits."""
        if isinstance(payload, str):
            payload = payload.encode()
        mask = 0x80 if masked else 0
        head = bytes([first | opcode])
        if len(payload) < 126:
            head += bytes([mask | len(payload)])
        elif len(payload) < 65536:
            head += bytes([mask | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([mask | 127]) + struct.pack(">Q", len(payload))
        # A mask of zeros leaves the bytes as they are.
        self.send(head + (b"\0\0\0\0" if masked else b"") + payload)

    def send_json(self, frame):
        self.send_frame(json.dumps(frame))

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self.rest += data

    def _take(self, count):
        while len(self.rest) < count:
            self._more()
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def read_frame(self):
        first, length = self._take(2)
        if length == 126:
            length = struct.unpack(">H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self._take(8))[0]
        return first & 0x0F, self._take(length)

    def read_json(self):
        """The next text frame."""
        while True:
            opcode, payload = self.read_frame()
            if opcode == 1:
                return json.loads(payload)
            if opcode == 8:
                raise EOFError(f"closed with {struct.unpack('>H', payload[:2])[0]}")

    def close_code(self):
        """Reads on to the close frame. None: the connection ended without one."""
        try:
            while True:
                opcode, payload = self.read_frame()
                if opcode == 8:
                    return struct.unpack(">H", payload[:2])[0]
        except (EOFError, OSError):
            return None
