/** Pieces with which other rooms show instructions beside their figures. */
export { FigureInstructions } from './Instructions.tsx'
