import type { NotesRequest, StudyNotes } from '@crossfold/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notesQuery } from '../api/queries.js';
import { patch, studyPath } from '../api/request.js';
import { Permitted, useIsPermitted } from '../components/permitted.js';
import { Loading, PartProblem } from '../components/problem.js';
import { moment } from '../text/format.js';
import { errorText } from '../text/problem-text.js';

/** What people write beside a study: whom to ask, tags by which it is found, and text. */
export function NotesForm({ studyId }: { readonly studyId: string }) {
  const { data, error, refetch } = useQuery(notesQuery(studyId));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the notes" />;
  return <Form key={data.updatedAt} studyId={studyId} notes={data} />;
}

function Form({ studyId, notes }: { readonly studyId: string; readonly notes: StudyNotes }) {
  const queries = useQueryClient();
  const { queryKey } = notesQuery(studyId);
  const save = useMutation({
    mutationFn: (changes: NotesRequest) =>
      patch<StudyNotes>(`${studyPath(studyId)}/notes`, changes),
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, saved);
    },
  });
  const isReadOnly = !useIsPermitted('study.write');
  const { owner, tags, text, updatedAt } = notes;
  const said =
    updatedAt === null ? 'Nobody has written anything yet.' : `Saved ${moment(updatedAt)}.`;
  return (
    <form
      className="notes-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(changesOf(new FormData(event.currentTarget)));
      }}
    >
      <label>
        Owner
        <input
          name="owner"
          defaultValue={owner ?? ''}
          maxLength={100}
          autoComplete="off"
          readOnly={isReadOnly}
        />
      </label>
      <label>
        Tags, with commas between them
        <input
          name="tags"
          defaultValue={tags.join(', ')}
          autoComplete="off"
          readOnly={isReadOnly}
        />
      </label>
      <label className="wide">
        Notes
        <textarea name="text" defaultValue={text} maxLength={20_000} readOnly={isReadOnly} />
      </label>
      <div className="wide">
        <Permitted need="study.write" to="write notes">
          <p className="controls">
            <button type="submit" disabled={save.isPending}>
              Save
            </button>
            <span role="status" className="quiet">
              {save.error ? '' : said}
            </span>
            {save.error && (
              <span className="refusal" role="alert">
                {errorText(save.error)}
              </span>
            )}
          </p>
        </Permitted>
      </div>
    </form>
  );
}

function changesOf(form: FormData): NotesRequest {
  const value = (name: string) => {
    const entry = form.get(name);
    return typeof entry === 'string' ? entry : '';
  };
  const tags = value('tags')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return { owner: value('owner').trim() || null, tags: [...new Set(tags)], text: value('text') };
}
