/** Required by a process under test: says at its end whether TensorFlow was loaded into it. */
process.once('exit', () => {
  const isLoaded = Object.keys(require.cache).some((path) => path.includes('/@tensorflow/'));
  process.stderr.write(`TensorFlow loaded: ${isLoaded}\n`);
});
