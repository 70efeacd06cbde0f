import type { DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { randomStream, type RandomStream } from '@crossfold/random';
import { commonTraits, latentRules, traitNames, type TraitName, type Traits } from './classes.js';
import { NoiseField, smoothStep, type Cell } from './noise.js';
import { wander, type Point } from './strokes.js';

/** What lies in the skin at one point: optical depths, and shares of white and blue haze. */
export interface Pigments {
  melanin: number;
  blood: number;
  keratin: number;
  white: number;
  blue: number;
}

interface Vessel {
  readonly points: readonly Point[];
  /** In radii. */
  readonly width: number;
}

/** One lesion in coordinates of its own: the origin in its middle, its mean radius 1. */
export interface Lesion {
  readonly traits: Traits;
  /** Nothing of the lesion lies farther out. */
  readonly reach: number;
  readonly vessels: readonly Vessel[];
  /** How much of the point is lesion, 0–1. */
  coverage(u: number, v: number): number;
  /** Adds what the lesion has at a point that it covers. */
  addPigments(u: number, v: number, coverage: number, pigments: Pigments): void;
}

const pigmentNames: readonly TraitName[] = ['radius', 'melanin', 'blood', 'keratin'];

/** The lesion of a key: the same in all of its photographs. */
export function createLesion(
  seed: number,
  lesionId: string,
  dx: DiagnosisClass,
  difficulty: number,
): Lesion {
  const stream = randomStream(seed, 'synth', 'lesion', lesionId);
  const traits = drawTraits(stream, dx, difficulty);
  const noise = new NoiseField(stream);
  const outline = drawOutline(stream, traits);
  const slope = { direction: 2 * Math.PI * stream.uniform(), strength: 0.5 * traits.asymmetry };
  return {
    traits,
    reach: 1.15 * Math.max(...outline) + traits.softness,
    vessels: drawVessels(stream, traits.vessels),
    coverage: coverageOf(outline, noise, traits),
    addPigments: pigmentsOf(noise, traits, slope),
  };
}

/** Typical values pulled towards what all classes have in common, times a log-normal factor. */
export function drawTraits(stream: RandomStream, dx: DiagnosisClass, difficulty: number): Traits {
  const draw = (name: TraitName): number => {
    const { typical, spread } = traitLaw(dx, name, difficulty);
    return typical * Math.exp(spread * stream.normal() - spread ** 2 / 2);
  };
  const traits = Object.fromEntries(traitNames.map((name) => [name, draw(name)]));
  return traits as Record<TraitName, number>;
}

/** The mean of a trait of a class, and the standard deviation of its logarithm. */
export function traitLaw(dx: DiagnosisClass, name: TraitName, difficulty: number) {
  const overlap = 0.85 * difficulty;
  return {
    typical: latentRules[dx][name] * (1 - overlap) + commonTraits[name] * overlap,
    spread: pigmentNames.includes(name) ? 0.17 + 0.2 * difficulty : 0.3 + 0.3 * difficulty,
  };
}

const outlineSteps = 720;

/** Radius in each of `outlineSteps` directions: low harmonics, of mean 1. */
function drawOutline(stream: RandomStream, { irregularity, asymmetry }: Traits): Float64Array {
  const outline = new Float64Array(outlineSteps).fill(1);
  for (let k = 2; k <= 9; k++) {
    const odd = k % 2 === 1 ? 0.6 + asymmetry : 1;
    const height = (odd * (0.1 + 0.3 * irregularity) * stream.normal()) / k;
    const phase = 2 * Math.PI * stream.uniform();
    for (let i = 0; i < outlineSteps; i++) {
      const value = height * Math.cos((2 * Math.PI * k * i) / outlineSteps + phase);
      outline[i] = (outline[i] as number) + Math.max(-0.25, Math.min(0.25, value));
    }
  }
  return outline.map((radius) => Math.min(1.5, Math.max(0.5, radius)));
}

function coverageOf(outline: Float64Array, noise: NoiseField, traits: Traits) {
  const { irregularity, softness } = traits;
  const soft = Math.max(0.04, softness);
  const ragged = 0.05 + 0.12 * Math.min(1, irregularity);
  return (u: number, v: number): number => {
    const turn = Math.atan2(v, u) / (2 * Math.PI) + 1;
    const radius = outline[Math.floor(turn * outlineSteps) % outlineSteps] as number;
    const depth = radius - Math.sqrt(u * u + v * v);
    // The ragged part costs most of the time, and matters only near the border.
    if (depth >= soft + ragged) return 1;
    if (depth <= -soft - ragged) return 0;
    return smoothStep(-soft, soft, depth + ragged * noise.rough(3.1 * u + 40, 3.1 * v));
  };
}

function drawVessels(stream: RandomStream, strength: number): Vessel[] {
  const trunks = Math.round(5 * strength * (0.6 + 0.8 * stream.uniform()));
  return Array.from({ length: trunks }, () => drawTree(stream)).flat();
}

/** A trunk from the border inwards and its branches. */
function drawTree(stream: RandomStream): Vessel[] {
  const side = 2 * Math.PI * stream.uniform();
  const inwards = side + Math.PI + 0.5 * stream.normal();
  const start = { x: Math.cos(side), y: Math.sin(side), direction: inwards };
  const trunk = wander(stream, start, 0.6 + 0.6 * stream.uniform(), 0.06, 0.13);
  const width = 0.04 + 0.025 * stream.uniform();
  const branches = trunk
    .filter((_, i) => i > 2 && i % 4 === 0)
    .map((fork) => {
      const direction =
        inwards + (stream.uniform() < 0.5 ? -1 : 1) * (0.6 + 0.4 * stream.uniform());
      const length = 0.2 + 0.35 * stream.uniform();
      return {
        width: 0.6 * width,
        points: wander(stream, { ...fork, direction }, length, 0.05, 0.2),
      };
    });
  return [{ width, points: trunk }, ...branches];
}

/** Below this strength a pattern is not worth the time to draw it. */
const visible = 0.05;

/** Pigments first, then the patterns that take part in them, then the haze above. */
function pigmentsOf(
  noise: NoiseField,
  traits: Traits,
  slope: { readonly direction: number; readonly strength: number },
) {
  const slopeU = slope.strength * Math.cos(slope.direction);
  const slopeV = slope.strength * Math.sin(slope.direction);
  const { variegation } = traits;
  const addHaze = hazeOf(noise, traits);
  const melaninAt = melaninOf(noise, traits);
  const bloodAt = bloodOf(noise, traits);
  return (u: number, v: number, coverage: number, pigments: Pigments): void => {
    const uneven = 1 + 1.1 * variegation * noise.rough(1.7 * u, 1.7 * v);
    const tilt = 1 + slopeU * u + slopeV * v;
    const thick = 1.15 - 0.3 * Math.min(1, u * u + v * v);
    const body = coverage * Math.max(0.15, tilt * thick * uneven);
    // Bent coordinates: straight ones would show the lattice of the cells.
    const bentU = u + 0.14 * noise.value(2.3 * u + 61, 2.3 * v);
    const bentV = v + 0.14 * noise.value(2.3 * u, 2.3 * v + 61);
    pigments.melanin += melaninAt(bentU, bentV) * body;
    pigments.blood += bloodAt(bentU, bentV) * body;
    pigments.keratin += traits.keratin * body;
    addHaze(bentU, bentV, smoothStep(0.4, 1, coverage), pigments);
  };
}

function melaninOf(noise: NoiseField, { melanin, network, dots }: Traits) {
  const cell: Cell = { nearest: 0, second: 0, id: 0 };
  const lines = Math.min(1, network) * Math.max(0.4, melanin);
  return (u: number, v: number): number => {
    let depth = melanin;
    if (network > visible) {
      noise.cells(11 * u, 11 * v, cell);
      const patchy = 0.6 + 0.5 * noise.value(2 * u + 23, 2 * v);
      depth += lines * patchy * (0.7 - smoothStep(0.05, 0.34, cell.second - cell.nearest));
    }
    if (dots > visible) {
      noise.cells(8 * u + 31, 8 * v, cell);
      const size = 0.12 + 0.5 * cell.id;
      if (cell.id < 0.5 * dots) depth += 1.3 * (1 - smoothStep(0.3 * size, size, cell.nearest));
    }
    return depth;
  };
}

function bloodOf(noise: NoiseField, { blood, lacunae, variegation }: Traits) {
  const cell: Cell = { nearest: 0, second: 0, id: 0 };
  const patches = 0.6 * Math.max(0, variegation - 0.3);
  return (u: number, v: number): number => {
    const depth = blood + patches * Math.max(0, noise.value(2 * u, v));
    if (lacunae < visible) return depth;
    noise.cells(4.2 * u, 4.2 * v, cell);
    const lake = (0.5 + 0.9 * cell.id) * (1 - smoothStep(0.3, 0.72, cell.nearest));
    return depth * (1 + Math.min(1, lacunae) * (lake - 0.6));
  };
}

/** White and blue lie over the pigments, within the border. */
function hazeOf(noise: NoiseField, { cysts, scale, whiteCentre, veil }: Traits) {
  const cell: Cell = { nearest: 0, second: 0, id: 0 };
  return (u: number, v: number, inside: number, pigments: Pigments): void => {
    if (veil > visible) {
      const cloud = noise.rough(1.3 * u + 9, 1.3 * v);
      pigments.blue += 0.62 * inside * smoothStep(0.3 - 0.8 * veil, 1.1 - 0.8 * veil, cloud);
    }
    if (cysts > visible) {
      noise.cells(5 * u, 5 * v + 77, cell);
      const size = 0.14 + 0.3 * cell.id;
      if (cell.id < 0.6 * cysts)
        pigments.white += 0.6 * inside * (1 - smoothStep(0.2 * size, size, cell.nearest));
    }
    if (scale > visible) {
      const flakes = noise.rough(9 * u, 6 * v + 13) + 0.6 * noise.value(2 * u, 2 * v + 51);
      pigments.white += 0.55 * inside * smoothStep(0.6 - 0.6 * scale, 1.25 - 0.6 * scale, flakes);
    }
    if (whiteCentre > visible) {
      const middle = Math.sqrt(u * u + v * v) + 0.12 * noise.rough(3 * u, 3 * v + 33);
      pigments.white += Math.min(0.75, 0.7 * whiteCentre) * (1 - smoothStep(0.1, 0.65, middle));
    }
  };
}
