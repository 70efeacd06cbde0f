// Loaded into a command with --require: ends it where it opens a socket or starts a process.
const { ChildProcess } = require('node:child_process');
const childProcess = require('node:child_process');
const { writeSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { Server, Socket } = require('node:net');

function refuse(what) {
  return () => {
    writeSync(2, `expected neither a process nor a socket, got ${what}\n`);
    process.exit(97);
  };
}

ChildProcess.prototype.spawn = refuse('a process');
for (const name of ['spawnSync', 'execSync', 'execFileSync']) childProcess[name] = refuse(name);
Socket.prototype.connect = refuse('a connection');
Server.prototype.listen = refuse('a server');
syncBuiltinESMExports();
