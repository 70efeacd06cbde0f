import type { Study, Submitted } from '@crossfold/contracts';
import { withoutResultText } from '@crossfold/contracts/page';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { post, readJson, studyPath } from '../api/request.js';
import { sessionQuery } from '../api/session.js';
import { CopyMenu } from '../components/copy-menu.js';
import { PartProblem } from '../components/problem.js';
import { useStudy } from '../live/use-study.js';
import { plural } from '../text/format.js';
import '../styles/forms.css';

/** The button, and what has to be read and typed before anything is opened. */
export function OpenSealedPart({
  study,
  images,
}: {
  readonly study: Study;
  readonly images: number;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <p className="controls">
        <button
          type="button"
          onClick={() => {
            setIsOpen(true);
            dialog.current?.showModal();
          }}
        >
          Open the sealed part …
        </button>
      </p>
      <dialog
        ref={dialog}
        aria-label="Open the sealed part"
        onClose={() => {
          setIsOpen(false);
        }}
      >
        {isOpen && (
          <Confirmation study={study} images={images} close={() => dialog.current?.close()} />
        )}
      </dialog>
    </>
  );
}

function Confirmation({
  study: { studyId, name, variants },
  images,
  close,
}: {
  readonly study: Study;
  readonly images: number;
  readonly close: () => void;
}) {
  const navigate = useNavigate();
  const without = withoutResultText(useStudy().snapshot.counts);
  const { data: session } = useQuery(sessionQuery());
  const [variant, setVariant] = useState(
    variants.find(({ role }) => role === 'baseline')?.name ?? '',
  );
  const [typed, setTyped] = useState('');
  const opening = useMutation({
    mutationFn: async () =>
      readJson<Submitted>(
        await post(`${studyPath(studyId)}/sealed-part`, { confirm: typed, variant }),
      ),
    onSuccess: (submitted) =>
      navigate({ to: '/studies/$studyId', params: { studyId: submitted.studyId } }),
  });
  const command = `npx crossfold study open-sealed ${studyId} --confirm ${name} --variant ${variant}`;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) opening.mutate();
      }}
    >
      <h2>Open the sealed part</h2>
      <p>
        {`${plural(images, 'image')} that no trial has read will score one ensemble. This cannot be undone.`}
      </p>
      <ul>
        <li>
          The opening is logged before the first image is read, and counted in the report of every
          study that seals these images.
        </li>
        <li>It is done once: whoever asks again gets the same answer.</li>
        <li>Whoever then chooses by its scores needs other images to test the choice.</li>
        <li>
          {`A study like this one is made for it, ${session ? `in the name of ${session.user}` : 'in your name'}; it takes the results that are there, where a worker of the same versions and kind of device takes them up, and trains the others first.`}
        </li>
        {without && (
          <li>{`${without}: the study that is made trains them before it opens the part.`}</li>
        )}
      </ul>
      <div className="fields">
        <label>
          Ensemble of
          <select
            value={variant}
            onChange={({ target }) => {
              setVariant(target.value);
            }}
          >
            {variants.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          To confirm, type the name of the study: {name}
          <input
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => {
              setTyped(target.value);
            }}
          />
        </label>
      </div>
      {opening.error && <PartProblem error={opening.error} />}
      <p className="controls">
        <button type="submit" className="primary" disabled={typed !== name || opening.isPending}>
          Open it
        </button>
        <button type="button" onClick={close}>
          Leave it sealed
        </button>
        <CopyMenu what="the command" forms={[{ title: 'command', text: () => command }]} />
      </p>
    </form>
  );
}
