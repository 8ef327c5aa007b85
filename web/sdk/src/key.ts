// UUIDv7 (RFC 9562): sorted by time, which is what the server's index likes best.

let lastTime = 0;
let counter = 0;

/** A new key, greater than all before it of this process, however fast they are made. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = new Uint8Array(16);
  // Keys must be different, not secret: what Node 18 has at hand will do.
  if (globalThis.crypto) globalThis.crypto.getRandomValues(bytes);
  else for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256);
  if (now > lastTime) {
    lastTime = now;
    counter = (bytes[6]! & 0x07) * 256 + bytes[7]!;
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  const high = Math.floor(lastTime / 0x10000);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, high);
  view.setUint16(4, lastTime % 0x10000);
  view.setUint16(6, 0x7000 | counter);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
