/** Pages that the header and the command palette lead to, with the second key after `g`. */
export const navigation = [
  { to: '/', title: 'Studies', key: 's' },
  { to: '/new', title: 'New study', key: 'n' },
  { to: '/compare', title: 'Compare', key: 'c' },
  { to: '/datasets', title: 'Data sets', key: 'd' },
  { to: '/predict', title: 'Predict', key: 'p' },
  { to: '/workers', title: 'Workers', key: 'w' },
  { to: '/queue', title: 'Queue', key: 'q' },
] as const;
