import './sources.css'

export { DocumentHead } from './DocumentHead.tsx'
export { SourcesPage } from './SourcesPage.tsx'
