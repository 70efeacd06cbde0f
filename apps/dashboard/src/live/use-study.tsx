import {
  createContext,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { useConnectionStore } from './connection.js';
import type { StudySnapshot } from './study-model.js';
import { createStudyStore, type StudyStore } from './study-store.js';

interface LiveStudy {
  readonly store: StudyStore;
  readonly snapshot: StudySnapshot;
}

const StudyContext = createContext<LiveStudy | null>(null);

/** Follows a study for the pages in it, so that a change between them loads nothing anew. */
export function StudyProvider({
  studyId,
  loading,
  children,
}: {
  readonly studyId: string;
  readonly loading: ReactNode;
  readonly children: ReactNode;
}) {
  const connection = useConnectionStore();
  const [store] = useState(() => createStudyStore(studyId, connection));
  useEffect(() => store.start(), [store]);
  const current = useSyncExternalStore(store.subscribe, store.snapshot);
  if (current instanceof Error) throw current;
  if (current === null) return loading;
  return <StudyContext value={{ store, snapshot: current }}>{children}</StudyContext>;
}

export function useStudy(): LiveStudy {
  const live = useContext(StudyContext);
  if (!live) throw new Error('expected a StudyProvider around the page, got none');
  return live;
}
