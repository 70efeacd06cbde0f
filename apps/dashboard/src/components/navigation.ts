/** Pages that the header and the command palette lead to, with the second key after `g`. */
export const navigation = [{ to: '/', title: 'Studies', key: 's' }] as const;
