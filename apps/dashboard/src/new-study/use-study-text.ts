import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { stringify } from 'yaml';
import { presetsQuery, studyFileQuery } from '../api/submit-queries.js';
import type { NewStudySearch } from './new-study-search.js';

/** The text of the file: what it begins with, until somebody writes into it. */
export function useStudyText({ preset, clone }: NewStudySearch) {
  const source = `${preset ?? ''} ${clone ?? ''}`;
  const [edited, setEdited] = useState<{ readonly source: string; readonly text: string }>();
  const presets = useQuery(presetsQuery());
  const file = useQuery(studyFileQuery(clone));
  const given =
    clone === undefined
      ? presets.data?.presets.find(({ name }) => name === preset)?.text
      : file.data === undefined
        ? undefined
        : stringify(file.data);
  return {
    // What was written by hand stays when it is chosen to begin with nothing.
    text: edited && (edited.source === source || source === ' ') ? edited.text : (given ?? ''),
    setText: (text: string) => {
      setEdited({ source, text });
    },
    error: clone === undefined ? null : file.error,
  };
}
