/**
 * The bytes of a file in base64, as the API takes them in JSON.
 *
 * @throws Error where the browser cannot read it
 */
export function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const text = String(reader.result);
      resolve(text.slice(text.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => {
      reject(new Error('expected a file that can be read, got one that cannot'));
    });
    reader.readAsDataURL(file);
  });
}
