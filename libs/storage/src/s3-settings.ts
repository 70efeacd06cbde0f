export interface S3StoreSettings {
  readonly kind: 's3';
  /** Absent: the endpoint of AWS for the region. */
  readonly endpoint?: string;
  readonly bucket: string;
  readonly region: string;
  /** Bucket in the path of the address, not in its host: what most servers other than AWS need. */
  readonly forcePathStyle: boolean;
  /** Put before every key, with a slash between; not part of the keys that callers see. */
  readonly prefix?: string;
  /** A connection is given up after so long without a byte; default 30 s. */
  readonly silenceTimeoutMs?: number;
}
