import { budgetSchema, parseWith, studyViewSchema, type StudyView } from '@crossfold/contracts';
import { viewStudy, type StudyIndex } from '@crossfold/study';
import { Body, Inject, Param, Post } from '@nestjs/common';
import { assertPriced } from '../admission/assert-priced.js';
import type { FleetPolicyKeeper } from '../admission/fleet-policy.js';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonBody, JsonResponse, Operation } from '../http/api-controller.js';
import { fleetPolicyToken, studyIndexToken } from '../process/tokens.js';
import { ControlService } from './control.service.js';

@ApiController('studies', 'studies/:studyId/budget')
export class BudgetController {
  constructor(
    @Inject(ControlService) private readonly control: ControlService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(fleetPolicyToken) private readonly policy: Pick<FleetPolicyKeeper, 'current'>,
  ) {}

  @Post()
  @Needs('study.write')
  @Operation(
    'setBudget',
    'Give a study another budget',
    'In place of that of its file. One that was stopped for want of budget goes on; its report is written anew after.',
  )
  @JsonBody(budgetSchema, { maxHours: 40 })
  @JsonResponse(202, studyViewSchema, 'The command is recorded.')
  async set(@Param('studyId') studyId: string, @Body() body: unknown): Promise<StudyView> {
    const budget = parseWith(budgetSchema, body, 'REQUEST_INVALID', 'the budget');
    assertPriced(budget, this.policy.current());
    await this.control.command(studyId, { command: 'budget', trialId: null, budget });
    return viewStudy(this.index.get(studyId));
  }
}
