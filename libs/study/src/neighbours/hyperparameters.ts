import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { EventValue } from './event-file.js';

const plugin = 'hparams';

/** Messages of `tensorboard/plugins/hparams/plugin_data.proto` and `api.proto`, by field. */
const data = { version: 1, experiment: 2, start: 3, end: 4 } as const;
const startFields = { hparams: 1, groupName: 4, startTimeSecs: 5 } as const;
const endFields = { status: 1, endTimeSecs: 2 } as const;
const experimentFields = { hparamInfos: 4, metricInfos: 5 } as const;
const infoFields = { name: 1, type: 4 } as const;
const metricFields = { name: 1 } as const;
const mapFields = { key: 1, value: 2 } as const;
/** Of `google.protobuf.Value`. */
const anyFields = { number: 2, text: 3 } as const;
const dataTypes = { text: 1, number: 3 } as const;
const statuses = { success: 1, failure: 2 } as const;

export type Hyperparameters = ReadonlyMap<string, string | number>;

/** Which parameters runs have, and which scores stand beside them. */
export function experimentValue(
  parameters: Hyperparameters,
  scores: readonly string[],
): EventValue {
  const content = pluginData('experiment', (writer) => {
    for (const [name, value] of parameters) {
      writer.tag(experimentFields.hparamInfos, WireType.LengthDelimited).fork();
      writer.tag(infoFields.name, WireType.LengthDelimited).string(name);
      const type = typeof value === 'number' ? dataTypes.number : dataTypes.text;
      writer.tag(infoFields.type, WireType.Varint).int32(type);
      writer.join();
    }
    for (const score of scores) {
      writer.tag(experimentFields.metricInfos, WireType.LengthDelimited).fork();
      writer.tag(metricFields.name, WireType.LengthDelimited).fork();
      writer.tag(2, WireType.LengthDelimited).string(score);
      writer.join().join();
    }
  });
  return { tag: '_hparams_/experiment', plugin: { name: plugin, content } };
}

/** @param group runs of one group are shown as one, as the trials of a variant are */
export function startValue(
  parameters: Hyperparameters,
  { group, timeMs }: { readonly group: string; readonly timeMs: number },
): EventValue {
  const content = pluginData('start', (writer) => {
    for (const [name, value] of parameters) {
      writer.tag(startFields.hparams, WireType.LengthDelimited).fork();
      writer.tag(mapFields.key, WireType.LengthDelimited).string(name);
      writer.tag(mapFields.value, WireType.LengthDelimited).fork();
      if (typeof value === 'number') writer.tag(anyFields.number, WireType.Bit64).double(value);
      else writer.tag(anyFields.text, WireType.LengthDelimited).string(value);
      writer.join().join();
    }
    writer.tag(startFields.groupName, WireType.LengthDelimited).string(group);
    writer.tag(startFields.startTimeSecs, WireType.Bit64).double(timeMs / 1000);
  });
  return { tag: '_hparams_/session_start_info', plugin: { name: plugin, content } };
}

export function endValue(status: keyof typeof statuses, timeMs: number): EventValue {
  const content = pluginData('end', (writer) => {
    writer.tag(endFields.status, WireType.Varint).int32(statuses[status]);
    writer.tag(endFields.endTimeSecs, WireType.Bit64).double(timeMs / 1000);
  });
  return { tag: '_hparams_/session_end_info', plugin: { name: plugin, content } };
}

function pluginData(
  kind: Exclude<keyof typeof data, 'version'>,
  write: (writer: BinaryWriter) => void,
): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(data.version, WireType.Varint).int32(0);
  writer.tag(data[kind], WireType.LengthDelimited).fork();
  write(writer);
  return writer.join().finish();
}
