import {
  openSealedPartSchema,
  parseWith,
  sealedPartViewSchema,
  submittedSchema,
  type SealedPartView,
  type Submitted,
} from '@crossfold/contracts';
import { Body, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonBody, JsonResponse, Operation } from '../http/api-controller.js';
import { StudiesService } from './studies.service.js';
import { tellSubmitted } from './tell-submitted.js';

/** Images that no trial reads, and the deliberate look at them. */
@ApiController('studies', 'studies/:studyId/sealed-part')
export class SealedPartController {
  constructor(@Inject(StudiesService) private readonly studies: StudiesService) {}

  @Get()
  @Needs('study.read')
  @Operation('getSealedPart', 'The sealed part of a study, and who has opened it')
  @JsonResponse(200, sealedPartViewSchema, 'All openings, of every study that seals these images.')
  get(@Param('studyId') studyId: string): Promise<SealedPartView> {
    return this.studies.sealedPart(studyId);
  }

  @Post()
  @Needs('study.write')
  @Operation(
    'openSealedPart',
    'Open the sealed part of a study that has ended without an ensemble',
    'By a clone that takes its results, trains the trials that have none, and scores an ensemble. The opening is logged and counted for good; asked again, it is the same clone.',
  )
  @JsonBody(openSealedPartSchema, { confirm: 'does-focal-help' })
  @JsonResponse(201, submittedSchema, 'The study that opens it is stored.')
  async open(
    @Param('studyId') studyId: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Submitted> {
    const asked = parseWith(openSealedPartSchema, body, 'REQUEST_INVALID', 'the opening');
    return tellSubmitted(await this.studies.openSealedPart(studyId, asked), response);
  }
}
