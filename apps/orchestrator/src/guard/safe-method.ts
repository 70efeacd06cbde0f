const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a method only reads (RFC 9110, 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return safeMethods.includes(method);
}
