export { createClient } from './client.js';
export type {
  Cell,
  Client,
  EpochRecord,
  Forecast,
  Receipt,
  Report,
  ReportFormat,
  StudyDetail,
  StudyFile,
  StudyFilter,
  StudyView,
  Submitted,
  TableFormat,
  TableName,
  Trial,
  TrialLogChoice,
} from './client.js';
export { createConnection } from './connection.js';
export type { ClientOptions, Connection } from './connection.js';
export { CrossfoldError } from './errors.js';
export { receiveEvents } from './events.js';
export type {
  FollowOptions,
  ReceivedEvent,
  ReceiveOptions,
  StreamState,
  StudyEvent,
} from './events.js';
export type { components, operations, paths } from './generated/api.js';
