import './sources.css'

export { type Mark, offsetOf, splitPoints } from './blocks.ts'
export { DocumentHead } from './DocumentHead.tsx'
export { Paper } from './Paper.tsx'
export { SourcesPage } from './SourcesPage.tsx'
