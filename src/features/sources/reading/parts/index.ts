/**
 * The pieces of the reading engine that other rooms read single sentences with: numbers with their units, names of units,
 * places. Small enough for a phone; the reading of whole documents stays behind `reading/index.ts`.
 */
export { readFigures } from '../figures/index.ts'
export { numberAt } from '../figures/numbers.ts'
export { chineseNumber, fold } from '../fold.ts'
export { indexRegions, matchPlace, type PlaceMatch, type RegionIndex, type RegionWord } from '../places.ts'
export type { Figure, Qualifier, Span, UnitWord } from '../types.ts'
export { indexUnits, type UnitIndex } from '../units.ts'
