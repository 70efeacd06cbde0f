import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditLogController } from './access/audit-log.controller.js';
import { OidcController } from './access/oidc.controller.js';
import { OwnTokensController } from './access/own-tokens.controller.js';
import { SessionController } from './access/session.controller.js';
import { TokensController } from './access/tokens.controller.js';
import { ComparisonsController } from './comparisons/comparisons.controller.js';
import { ActionsController } from './control/actions.controller.js';
import { BudgetController } from './control/budget.controller.js';
import { ControlController } from './control/control.controller.js';
import { ControlService } from './control/control.service.js';
import { CrossEvaluationsController } from './cross-evaluations/cross-evaluations.controller.js';
import { CrossEvaluationsService } from './cross-evaluations/cross-evaluations.service.js';
import { DatasetImagesController } from './datasets/dataset-images.controller.js';
import { DatasetImages } from './datasets/dataset-images.service.js';
import { DatasetsController } from './datasets/datasets.controller.js';
import { DemandController } from './fleet/demand.controller.js';
import { EventStreams } from './event-streams/event-streams.js';
import { EventsController } from './event-streams/events.controller.js';
import { ExplanationsController } from './explanations/explanations.controller.js';
import { ExplanationsService } from './explanations/explanations.service.js';
import { FleetController } from './fleet/fleet.controller.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { RateLimitGuard, rateLimits } from './http/rate-limits.js';
import { PredictionsController } from './predictions/predictions.controller.js';
import { PredictionsService } from './predictions/predictions.service.js';
import { PresetsController } from './presets/presets.controller.js';
import type { OrchestratorConfig } from './process/config.js';
import { QueueController } from './queue/queue.controller.js';
import { ReconcileController } from './queue/reconcile.controller.js';
import { NotesController } from './studies/notes.controller.js';
import { SealedPartController } from './studies/sealed-part.controller.js';
import { StudiesController } from './studies/studies.controller.js';
import { StudiesService } from './studies/studies.service.js';
import { TablesController } from './tables/tables.controller.js';
import { TrialsController } from './trials/trials.controller.js';
import { WorkersController } from './workers/workers.controller.js';

@Module({})
export class AppModule {
  /** @param parts what the tokens of `tokens.ts` stand for */
  static with(config: OrchestratorConfig, parts: readonly Provider[]): DynamicModule {
    return {
      module: AppModule,
      imports: [ThrottlerModule.forRoot(rateLimits(config))],
      controllers: [
        StudiesController,
        NotesController,
        SealedPartController,
        TrialsController,
        TablesController,
        ComparisonsController,
        PresetsController,
        ControlController,
        ActionsController,
        BudgetController,
        CrossEvaluationsController,
        ExplanationsController,
        PredictionsController,
        ReconcileController,
        QueueController,
        FleetController,
        WorkersController,
        DemandController,
        EventsController,
        DatasetsController,
        DatasetImagesController,
        SessionController,
        OidcController,
        TokensController,
        OwnTokensController,
        AuditLogController,
        HealthController,
        MetricsController,
      ],
      providers: [
        ...parts,
        RateLimitGuard,
        EventStreams,
        StudiesService,
        DatasetImages,
        ControlService,
        CrossEvaluationsService,
        ExplanationsService,
        PredictionsService,
      ],
    };
  }
}
