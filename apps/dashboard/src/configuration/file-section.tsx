import type { StudyDetail } from '@crossfold/contracts';
import { stringify } from 'yaml';
import { apiUrl } from '../api/api-url.js';
import { studyPath } from '../api/request.js';
import { CopyMenu } from '../components/copy-menu.js';

/** The study file as it was submitted, and what asks for the study elsewhere. */
export function StudyFile({ detail }: { readonly detail: StudyDetail }) {
  const { studyId, study } = detail;
  const text = stringify(study.spec);
  return (
    <>
      <CopyMenu
        what="the study file, or what asks for the study"
        forms={[
          { title: 'study file', text: () => text },
          { title: 'command: show', text: () => `crossfold study show ${studyId}` },
          { title: 'command: file', text: () => `crossfold study file ${studyId}` },
          { title: 'API call', text: () => `curl ${apiUrl(studyPath(studyId))}` },
          { title: 'Python', text: () => `crossfold.Client().study("${studyId}")` },
        ]}
      />
      <pre tabIndex={0} aria-label="Study file">
        {text}
      </pre>
    </>
  );
}
