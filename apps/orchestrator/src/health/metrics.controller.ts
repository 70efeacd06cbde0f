import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '../guard/needs.js';
import { TextResponse, Operation } from '../http/api-controller.js';
import type { OrchestratorMetrics } from '../metrics/orchestrator-metrics.js';
import { metricsToken } from '../process/tokens.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(metricsToken) private readonly figures: OrchestratorMetrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4')
  @Needs('metrics.read')
  @Operation('getMetrics', 'Figures for Prometheus')
  @TextResponse(
    'What waits and runs, how long requests, the store and Redis take, and figures of the process.',
    'text/plain',
  )
  metrics(): Promise<string> {
    return this.figures.text();
  }
}
