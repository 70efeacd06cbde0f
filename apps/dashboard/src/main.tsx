import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/api-problem.js';
import { ConnectionProvider, createConnectionStore } from './live/connection.js';
import { createPageRouter } from './router.js';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/tables.css';

const root = document.getElementById('root');
if (!root) throw new Error('expected an element with id root in index.html, got none');

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream of events says when something is new.
      refetchOnWindowFocus: false,
      // What the server refuses, it refuses again.
      retry: (failures, error) => failures < 3 && error instanceof ApiProblem && error.isRetryable,
    },
  },
});

createRoot(root).render(
  <QueryClientProvider client={queryClient}>
    <ConnectionProvider value={createConnectionStore()}>
      <RouterProvider router={createPageRouter()} />
    </ConnectionProvider>
  </QueryClientProvider>,
);
