/* Docker, podman or buildah: how each builds an image and runs a container of it on the host's network. */

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} ContainerOptions
 * @property {string} image
 * @property {Record<string, string>} env
 * @property {Record<string, string>} mounts folders of this machine, and where the container finds them
 * @property {readonly string[]} [command] in place of the image's own
 *
 * @typedef {object} Container
 * @property {Promise<{ code: number | null, output: string }>} exited
 * @property {Promise<void>} ready it has printed a line `{"event": …}`
 * @property {() => void} terminate sends SIGTERM to its process 1
 *
 * @typedef {object} Engine
 * @property {string} name
 * @property {(target: string, image: string, more: readonly string[]) => void} build
 * @property {(options: ContainerOptions) => Container} run
 */

/**
 * The first engine that works here.
 *
 * @returns {Engine}
 */
export function findEngine() {
  for (const name of ['docker', 'podman']) {
    if (succeeds(name, ['info'])) return dockerLike(name);
  }
  if (succeeds('buildah', ['info'])) return buildah();
  throw new Error('expected docker, podman or buildah to work here, got none of them');
}

function succeeds(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** @returns standard output */
function call(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function build(program, args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`expected ${program} to build, got exit code ${status}`);
}

const dockerfile = ['--file', 'infra/container/Dockerfile'];

function settings({ env, mounts }) {
  return [
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(mounts).flatMap(([source, target]) => ['--volume', `${source}:${target}`]),
  ];
}

function dockerLike(name) {
  let started = 0;
  return {
    name,
    build(target, image, more) {
      build(name, ['build', ...dockerfile, '--target', target, '--tag', image, ...more, '.']);
    },
    run(options) {
      const own = `crossfold-check-${process.pid}-${++started}`;
      // As the manifests for Kubernetes run it: what the image does not keep in volumes is read-only.
      const strict = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--network', 'host'];
      const args = ['run', '--rm', '--name', own, ...strict, ...settings(options)];
      const child = spawn(name, [...args, options.image, ...(options.command ?? [])]);
      return follow(child, () => call(name, ['kill', '--signal', 'TERM', own]));
    },
  };
}

/** Containers in a chroot: they see the network and the processes of this machine. */
function buildah() {
  const name = 'buildah';
  return {
    name,
    build(target, image, more) {
      const args = ['--layers', '--isolation', 'chroot', '--format', 'docker', ...dockerfile];
      build(name, ['build', ...args, '--target', target, '--tag', image, ...more, '.']);
    },
    run(options) {
      const own = call(name, ['from', '--pull-never', options.image]);
      // This command knows no entry point.
      const image = JSON.parse(call(name, ['inspect', '--type', 'image', options.image]));
      const { Entrypoint, Cmd } = image.Docker.config;
      const command = [...Entrypoint, ...(options.command ?? Cmd)];
      const args = ['run', '--isolation', 'chroot', ...settings(options), own, '--', ...command];
      const child = spawn(name, args);
      child.once('exit', () => call(name, ['rm', own]));
      return follow(child, () => process.kill(findBelow(child.pid, command[0]), 'SIGTERM'));
    },
  };
}

/** The process of a command among all that a process has started. */
function findBelow(ancestor, command) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(
        readFileSync(`/proc/${pid}/stat`, 'utf8'),
      );
      parents.set(Number(pid), { name, parent: Number(parent) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid) => pid === ancestor || (pid > 1 && isBelow(parents.get(pid)?.parent ?? 0));
  for (const [pid, { name }] of parents) if (name === command && isBelow(pid)) return pid;
  throw new Error(`expected ${command} below process ${ancestor}, got none`);
}

/** @returns {Container} */
function follow(child, terminate) {
  let output = '';
  const exited = new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('{"event"')) resolve();
    });
    void exited.then(({ code }) => reject(new Error(`a container ended with ${code}:\n${output}`)));
  });
  // Only who waits for it wants to know that it never came.
  ready.catch(() => undefined);
  return { exited, ready, terminate };
}
