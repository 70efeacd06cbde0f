/*
 * What to do about each error, out of the table of codes and the causes below.
 */

/** What usually lies behind a code, and where to look. */
const causes = {
  CONFIG_INVALID:
    'A variable of the environment, or the file of contexts, has a value that cannot be meant. All of them are listed at once, with what was expected.',
  REQUEST_INVALID:
    'A command was called wrongly, or a request to the API has fields that are wrong or missing. The nearest known option or field is named.',
  REQUEST_UNFIT:
    'The request is well formed and names something that this study or data set does not have, such as a variant, a class or a layer.',
  SPEC_INVALID:
    'The study file has unknown keys, values out of range, or settings that exclude each other. See [study file](study-file.md); `crossfold study forecast FILE` checks a file without submitting it.',
  UNAUTHORISED:
    'The orchestrator asks for a token and got none, or another one. The command line takes it from `CROSSFOLD_API_TOKEN`, or from the variable that a context names.',
  FORBIDDEN:
    'The token is known, and its role lacks the permission that the operation needs, or it is limited to projects and the operation is not. See [who may do what](../how-to/access.md). Of a worker: what it asked for is not for workers, or is of an attempt that another one has.',
  TOO_MANY_ATTEMPTS: 'Wrong tokens came again and again from one address.',
  RATE_LIMITED:
    'One token, or one address where there is none of its own, sent more requests than `CROSSFOLD_READS_PER_SECOND` or `CROSSFOLD_WRITES_PER_SECOND` allows over ten seconds.',
  REQUEST_LATE: 'A connection was open, and its request did not come in time.',
  HEADERS_TOO_LARGE:
    'The headers of a request are larger than 16 KiB, as of a page with too many cookies.',
  HOST_REFUSED:
    'The request named the server by a host name that it does not know, as behind a proxy or by an alias; this keeps foreign pages from reaching it.',
  ORIGIN_REFUSED: 'A page of another origin sent a request that changes something.',
  METHOD_REFUSED: 'The address exists, and not for this method.',
  PRECONDITION_REFUSED: 'The request carries a condition that the API does not evaluate.',
  BODY_TOO_LARGE: 'The request is larger than the server reads.',
  MEDIA_TYPE_REFUSED: 'The body is no JSON, or says that it is something else.',
  NOT_FOUND:
    'A study, data set, variant or file with this name is not there. The message names the nearest one and the place that was searched; often the command was run outside the folder with `.crossfold`.',
  CONFLICT:
    'What is asked for does not fit the present state: a study that is over cannot be paused, a name is taken.',
  DATASET_INVALID:
    'Images cannot be read, labels are missing or contradict each other, or a table does not fit its images. Each problem is listed with its file. See [your own data set](../how-to/own-data-set.md).',
  FOLD_PLAN_INVALID:
    'The images cannot be split as asked: a class has fewer groups than folds need, or an imported plan tears a group apart. See [protocols](../explanation/protocols.md).',
  OBJECT_MISSING:
    'A document that another one refers to is not in the store: it was deleted, or the store is another one than before. `crossfold verify STUDY` lists what is missing.',
  OBJECT_REMOVED:
    'A policy of retention removed the object; the message names it, and when. What was removed lies in a backup, if one was made. See [keeping a store in order](../how-to/housekeeping.md).',
  OBJECT_CORRUPT:
    'The bytes of an object are not those that were written: a damaged disk, an interrupted copy, or an edited file. See [recovering](../how-to/recovering.md).',
  SCHEMA_VERSION_UNKNOWN: 'A newer crossfold wrote the object.',
  OBJECT_EXISTS: 'Two processes wrote the same object; the first one counts.',
  STORE_UNAVAILABLE:
    'The object store does not answer: it is down, the network is, or the disk is full. Trials wait and go on.',
  STORE_REFUSED:
    'The object store answers and refuses: wrong credentials, no such bucket, a policy. A worker waits ten minutes for it to be mended. See [S3](../how-to/s3.md).',
  QUOTA_EXCEEDED:
    'What the study would write does not fit into what is left of `CROSSFOLD_STORE_QUOTA_GB`, after what studies that are not over will write. See [keeping a store in order](../how-to/housekeeping.md).',
  QUEUE_UNAVAILABLE:
    'Redis or Valkey does not answer at `REDIS_URL`. No result is lost: the queue is rebuilt from the store.',
  OVERLOADED: 'More streams of events or requests are open than the server holds at once.',
  QUEUE_REFUSED:
    'Redis answers and refuses: a wrong password, a user without the rights, or a replica that only reads.',
  SERVER_UNAVAILABLE:
    'No orchestrator answers at the address of `--server`, the context or `CROSSFOLD_URL`, or something else answers there.',
  WEIGHTS_INVALID:
    'A file of weights is for another architecture, is damaged, or has another hash than the study file says. See [pretrained weights](../how-to/pretrained-weights.md).',
  IMAGE_UNREADABLE: 'An image in the store cannot be decoded.',
  TRIAL_DIVERGED:
    'The loss or a weight became infinite or no number. Usual causes are a learning rate that is too high for the batch size, float16 without room, or extreme class weights.',
  TRIAL_CRASHED:
    'The process of the trial ended by itself: killed by the system, a fault of a native library. `crossfold logs --trial TRIAL` has its last lines.',
  TRIAL_STALLED: 'The trial made no step for longer than `CROSSFOLD_STALL_SECONDS`, and was ended.',
  TRIAL_SKIPPED:
    'Several trials of the same variant failed and none succeeded (`skipAfterFailures`), so the rest is not tried.',
  TRIAL_RACED_OUT: 'The study has `racing`, and the arm can no longer be among the best.',
  OUT_OF_MEMORY:
    'The memory of the GPU or of the machine is not enough for the batch. See [several machines](../how-to/several-machines.md) for how slots share a machine.',
  DEVICE_LOST: 'The GPU left the bus or its driver was reset.',
  TENSORFLOW_UNAVAILABLE:
    'The native library does not load: it is not installed, or its CUDA version does not fit the driver.',
  NOT_TRACEABLE: 'Code of an added loss or layer did something that cannot be recorded as a graph.',
  INTERRUPTED: 'The worker was asked to leave: a deployment, or a spot machine that is taken away.',
  SUPERSEDED:
    'The worker lost its trial to another one, such as after a long pause of its machine.',
  PROVISION_FAILED:
    'A native part could not be fetched, checked or unpacked: no network, a proxy, or no space.',
  CANCELLED: 'Someone cancelled the study or the command, or closed the terminal.',
  INTERNAL: 'A fault of crossfold itself.',
};

/** @param errorKinds the table of contracts; @throws Error for a code without a cause */
export function errorReference(errorKinds) {
  return [
    '# Errors, and what to do',
    '',
    'Each error has a code, a message of the form "expected X, got Z", and a remedy. The command line prints all three, the API answers them as a problem document (RFC 9457) with the code as its `title`, and a failed trial keeps them. Where the remedy of a message is more exact than the one below, follow the message.',
    '',
    ...Object.entries(errorKinds).flatMap(([code, { httpStatus, retryable, remedy }]) => [
      `## ${code}`,
      '',
      `**Cause.** ${causeOf(code)}`,
      '',
      `**Remedy.** ${remedy}`,
      '',
      `HTTP status ${httpStatus}. ${retryable ? 'The same again may succeed; trials are tried again by themselves.' : 'The same again fails the same way.'}`,
      '',
    ]),
  ].join('\n');
}

function causeOf(code) {
  const cause = causes[code];
  if (cause) return cause;
  throw new Error(`expected what usually lies behind ${code}, got nothing: add it to the causes`);
}
