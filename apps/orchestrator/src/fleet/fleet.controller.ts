import {
  fleetForecastSchema,
  fleetPolicySchema,
  fleetTermsSchema,
  parseWith,
  type FleetForecast,
  type FleetPolicy,
} from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import { Body, Get, Inject, Put } from '@nestjs/common';
import { isHidden } from '../guard/acting-principal.js';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonBody, JsonResponse, Operation } from '../http/api-controller.js';
import { logRedisError } from '../process/redis.js';
import {
  fleetForecasterToken,
  fleetPolicyToken,
  studyIndexToken,
  trialAdmissionToken,
} from '../process/tokens.js';
import type { TrialAdmission } from '../queue/trial-admission.js';
import type { FleetPolicyKeeper } from '../admission/fleet-policy.js';

/** Says when the studies that wait and run will have ended. */
export type FleetForecaster = () => FleetForecast;

@ApiController('fleet', 'fleet')
export class FleetController {
  constructor(
    @Inject(fleetForecasterToken) private readonly forecastNow: FleetForecaster,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(fleetPolicyToken) private readonly policy: FleetPolicyKeeper,
    @Inject(trialAdmissionToken) private readonly admission: TrialAdmission,
  ) {}

  @Get('forecast')
  @Needs('fleet.read')
  @Operation(
    'forecastFleet',
    'Say when studies begin and end, and what is left of them',
    'By how long their trials took so far, on the slots that are connected.',
  )
  @JsonResponse(200, fleetForecastSchema, 'Those that have trials left.')
  forecast(): FleetForecast {
    const forecast = this.forecastNow();
    const shown = forecast.studies.filter(({ studyId }) => !isHidden(this.index, studyId));
    return { ...forecast, studies: shown };
  }

  @Get('policy')
  // It names all projects and users.
  @Needs('metrics.read')
  @Operation('getFleetPolicy', 'How the fleet is shared, and what it costs')
  @JsonResponse(200, fleetPolicySchema, 'As it was written last.')
  getPolicy(): FleetPolicy {
    return this.policy.current();
  }

  @Put('policy')
  @Needs('fleet.write')
  @Operation(
    'setFleetPolicy',
    'Say how the fleet is shared, and what it costs',
    'What is left out is as it was at first. It holds at once, for trials that wait too.',
  )
  @JsonBody(fleetTermsSchema, {
    projects: { derm: 2 },
    pricePerSlotHour: 0.2,
    prices: [{ labels: { gpu: 'h100' }, perSlotHour: 1.8 }],
    currency: 'EUR',
  })
  @JsonResponse(200, fleetPolicySchema, 'As it is now.')
  async setPolicy(@Body() body: unknown): Promise<FleetPolicy> {
    const terms = parseWith(fleetTermsSchema, body ?? {}, 'REQUEST_INVALID', 'the policy');
    const policy = await this.policy.change(terms);
    // What fails here, the reconciler does soon.
    await this.admission.replan().catch(logRedisError);
    return policy;
  }
}
