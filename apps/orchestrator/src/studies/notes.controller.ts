import {
  newNotes,
  notesRequestSchema,
  parseWith,
  records,
  studyNotesSchema,
  type StudyNotes,
} from '@crossfold/contracts';
import { updateRecord, type ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { Body, Get, Inject, Param, Patch } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonBody, JsonResponse, Operation } from '../http/api-controller.js';
import { storeToken, studyIndexToken } from '../process/tokens.js';

/** What people write beside a study. */
@ApiController('studies', 'studies/:studyId/notes')
export class NotesController {
  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Get()
  @Needs('study.read')
  @Operation('getNotes', 'Notes, tags and owner of a study')
  @JsonResponse(200, studyNotesSchema, 'As they were written last.')
  get(@Param('studyId') studyId: string): StudyNotes {
    return this.index.get(studyId).notes;
  }

  @Patch()
  @Needs('study.write')
  @Operation('changeNotes', 'Write notes, tags or owner of a study', 'What is left out stays.')
  @JsonBody(notesRequestSchema, { tags: ['paper'], owner: 'Ada' })
  @JsonResponse(200, studyNotesSchema, 'As they are now.')
  async change(@Param('studyId') studyId: string, @Body() body: unknown): Promise<StudyNotes> {
    this.index.get(studyId);
    const changes = parseWith(notesRequestSchema, body ?? {}, 'REQUEST_INVALID', 'the notes');
    const { text, tags, owner } = changes;
    const notes = await updateRecord(this.store, records.notes, { studyId }, (current) => {
      const before = current ?? newNotes(studyId);
      return {
        ...before,
        text: text ?? before.text,
        tags: tags ?? before.tags,
        owner: owner === undefined ? before.owner : owner,
        updatedAt: new Date().toISOString(),
      };
    });
    this.index.annotate(notes);
    return notes;
  }
}
