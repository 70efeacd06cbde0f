import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A value of one tag in an event file of TensorBoard. */
export type EventValue =
  | { readonly tag: string; readonly scalar: number }
  | {
      readonly tag: string;
      /** What a plugin of TensorBoard keeps under the tag: its name, and a message of its own. */
      readonly plugin: { readonly name: string; readonly content: Uint8Array };
    };

export interface TrackedEvent {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly step: number;
  readonly values: readonly EventValue[];
}

/**
 * An event file as TensorBoard reads it: records of TFRecord, each a message `Event` of
 * `tensorflow/core/util/event.proto`; the first names the version of the format.
 */
export function eventFile(events: readonly TrackedEvent[]): Uint8Array {
  const [first] = events;
  const version = new BinaryWriter();
  version.tag(eventFields.wallTime, WireType.Bit64).double((first?.timeMs ?? 0) / 1000);
  version.tag(eventFields.fileVersion, WireType.LengthDelimited).string('brain.Event:2');
  return Buffer.concat([
    record(version.finish()),
    ...events.map((event) => record(eventOf(event))),
  ]);
}

const eventFields = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summaryFields = { value: 1 } as const;
const valueFields = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 } as const;
const metadataFields = { pluginData: 1 } as const;
const pluginDataFields = { pluginName: 1, content: 2 } as const;

function eventOf({ timeMs, step, values }: TrackedEvent): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(eventFields.wallTime, WireType.Bit64).double(timeMs / 1000);
  writer.tag(eventFields.step, WireType.Varint).int64(step);
  writer.tag(eventFields.summary, WireType.LengthDelimited).fork();
  for (const value of values) writeValue(writer, value);
  return writer.join().finish();
}

function writeValue(writer: BinaryWriter, value: EventValue): void {
  writer.tag(summaryFields.value, WireType.LengthDelimited).fork();
  writer.tag(valueFields.tag, WireType.LengthDelimited).string(value.tag);
  if ('scalar' in value) {
    writer.tag(valueFields.simpleValue, WireType.Bit32).float(value.scalar);
  } else {
    const { name, content } = value.plugin;
    // Readers pass over a value without a tensor: this is one of float32 without elements.
    writer.tag(valueFields.tensor, WireType.LengthDelimited).bytes(emptyTensor);
    writer.tag(valueFields.metadata, WireType.LengthDelimited).fork();
    writer.tag(metadataFields.pluginData, WireType.LengthDelimited).fork();
    writer.tag(pluginDataFields.pluginName, WireType.LengthDelimited).string(name);
    writer.tag(pluginDataFields.content, WireType.LengthDelimited).bytes(content);
    writer.join().join();
  }
  writer.join();
}

/** `TensorProto` with the type float32 and the shape [0]. */
const emptyTensor = new BinaryWriter()
  .tag(1, WireType.Varint)
  .int32(1)
  .tag(2, WireType.LengthDelimited)
  .fork()
  .tag(2, WireType.LengthDelimited)
  .fork()
  .tag(1, WireType.Varint)
  .int64(0)
  .join()
  .join()
  .finish();

/** A record of TFRecord: its length and its bytes, each followed by a checksum. */
function record(data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8 + 4 + data.length + 4);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedChecksum(bytes.subarray(0, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedChecksum(data), 12 + data.length);
  return bytes;
}

/** CRC-32C, turned and shifted: a checksum of bytes that hold checksums would mean little. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Castagnoli's polynomial, its bits reversed. */
const polynomial = 0x82f63b78;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  return crc;
});

/** CRC-32C of RFC 3720, which Node.js does not have. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] as number);
  return ~crc >>> 0;
}
