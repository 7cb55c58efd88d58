import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import type { Health } from '../../platform/operating/health.ts'
import {
  beginFactor,
  FACTOR_COLUMNS,
  finishFactor,
  removeFactor,
  renewRecoveryCodes,
  resetFactor,
} from './access/factor.ts'
import {
  type AccessHouse,
  actAs,
  beginUnified,
  changePassword,
  confirmSelf,
  finishUnified,
  readSession,
  signIn,
  signInByActivation,
  signInByCode,
  signOut,
} from './access/operations.ts'
import { readResetNote } from './access/reset-note.ts'
import { getSignInRules, saveSignInRules } from './access/security.ts'
import { endOtherSessions, endSession, endSessionsOf, listSessions, listSessionsOf } from './access/sessions.ts'
import { closeAlert, countAlerts, exportPack, getAlertRules, listAlerts, saveAlertRules } from './alerts/operations.ts'
import { askExport, EXPORT_APPROVALS, ownExports } from './approvals/exporting.ts'
import {
  type ApprovalKinds,
  approve,
  askApproval,
  listApprovals,
  readApprovalRules,
  refuse,
  withdraw,
} from './approvals/operations.ts'
import { exportAudit } from './audit/exporting.ts'
import { readIntegrity, verifyAudit } from './audit/integrity.ts'
import { listAudit, readAuditRow } from './audit/operations.ts'
import { askBackup, type BackupPlan, cancelJob, listJobs, redoJob } from './background/index.ts'
import { listOrgBatches, takeOrgBatchBack } from './batches/operations.ts'
import { listDays, listYears, saveNotice } from './calendar/operations.ts'
import type { RegionFollower } from './changes/followers.ts'
import { changeRegions, listChanges, previewChange } from './changes/operations.ts'
import { org } from './contract.ts'
import { countPlaces, readCounts, saveCount } from './counts/operations.ts'
import { addLiaison, endLiaison, findByPhone, listLiaisons, revealPhone, saveLiaison } from './directory/operations.ts'
import { DIRECTORY_COLUMNS } from './directory/store.ts'
import { exportGroup } from './groups/exporting.ts'
import { adjustGroup, correctPaper, foundGroup, getGroup, listGroups } from './groups/operations.ts'
import { listGates, listImpact, recordImpact, removeImpact } from './impact/operations.ts'
import { annotatedImport, checkImport, importTemplate, takeImportIn } from './imports/operations.ts'
import { INVITATION_APPROVALS } from './invitations/approving.ts'
import {
  invite,
  join,
  listDelegated,
  listInvitations,
  lookAtInvitation,
  renewInvitation,
  revokeInvitation,
} from './invitations/operations.ts'
import { getMilitaryUnit, listJoint, readTree, setBody, setSuperior } from './military/operations.ts'
import { readOperating } from './operating/operations.ts'
import {
  copyLiaison,
  copyPerson,
  eraseLiaison,
  erasePerson,
  personalOfLiaison,
  personalOfPerson,
} from './personal/operations.ts'
import { POST_APPROVALS } from './posts/approving.ts'
import { ADMINISTRATOR_APPROVALS } from './posts/approving-administrators.ts'
import {
  addPost,
  appoint,
  closePost,
  endHolding,
  getPost,
  listLeaders,
  listPosts,
  savePost,
} from './posts/operations.ts'
import { addPerson, disablePerson, giveActivation, listPeople, resetPassword, savePerson } from './posts/people.ts'
import { exportProcessing, listProcessing } from './processing/operations.ts'
import { addZone, attachTownships, getRegion, listRegions, placeRegion, saveRegion } from './regions/operations.ts'
import { cityMode, type FirstSecret, listChoices, previewCity, setUpCity } from './setup/operations.ts'
import {
  addDuty,
  addUnit,
  closeUnit,
  dropDuty,
  getUnit,
  listUnitOptions,
  listUnits,
  placeUnit,
  saveDuty,
  saveUnit,
  verifyDuty,
} from './units/operations.ts'

export { type AccessHouse, actingContext, refuseStale } from './access/operations.ts'
export { makeUnified, type UnifiedSettings } from './access/unified.ts'
export { closeUnusedAccounts } from './access/unused.ts'
export { lookAtChain, lookAtReadings } from './alerts/watch.ts'
export { type ApprovalKind, askApproval, findOpenRequest } from './approvals/operations.ts'
export { fieldWord } from './audit/words.ts'
export { type BatchRefusal, TAKE_BACK_DAYS, takeBackBarrier, takeBackUntil } from './batches/rules.ts'
export {
  type BatchHead,
  findBatchHead,
  insertBatchHead,
  listBatchHeads,
  lockBatchHead,
  markTakenBack,
} from './batches/store.ts'
export { calendarKeeper } from './calendar/keeper.ts'
export type { RegionFollower } from './changes/followers.ts'
export { changeRegions } from './changes/operations.ts'
export { type CoverageRow, type Covered, listMissing, readCoverage } from './covered/store.ts'
export { addLiaison, forgetFormerNumbers } from './directory/operations.ts'
export { adjustGroup, foundGroup } from './groups/operations.ts'
export { hasImpact, recordImpact, requireImpact } from './impact/operations.ts'
export type { SensitiveFunction } from './impact/rules.ts'
export { setBody, setSuperior } from './military/operations.ts'
export { settleBodies } from './military/store.ts'
export { clearAccountAgain, clearLiaisonAgain } from './personal/again.ts'
export { readHistory } from './personal/store.ts'
export { addPost, appoint } from './posts/operations.ts'
export { firstSecretUntil, oneTimePassword } from './posts/passwords.ts'
export { kindsOfTable } from './processing/register.ts'
export { addZone, attachTownships } from './regions/operations.ts'
export { found, outOfDate, refuseFuture } from './scope.ts'
export { type FirstSecret, makeSecrets } from './setup/operations.ts'
export { ADMINISTRATOR_POSTS, type PlannedUnit, plannedMembers, plannedOffice } from './setup/rules.ts'
export { clearCity, insertHolderOf, insertTree, insertUnits, NO_CITY } from './setup/store.ts'
export { addDuty, addUnit, closeUnit, verifyDuty } from './units/operations.ts'

/** The closed values of this room, opened and sealed anew where keys are turned. */
export const ORG_COLUMNS = [...DIRECTORY_COLUMNS, ...FACTOR_COLUMNS]

/** Rooms that follow a 区划变更, and who is told once a real city has taken the place of the sample. */
type OrgWiring = {
  regionFollowers: readonly RegionFollower[]
  /** Steps of higher rooms that two people take. */
  approvals: ApprovalKinds
  onCitySetUp?: (secrets: readonly FirstSecret[]) => void
  backups: BackupPlan
  health: Pick<Health, 'look'>
}

/** Endpoints of the room. */
export const orgRoutes = (
  house: AccessHouse,
  { regionFollowers, approvals, onCitySetUp, backups, health }: OrgWiring,
) => {
  const at = implement(org).$context<RequestContext>()
  return at.router({
    access: {
      state: at.access.state.handler(({ context }) => readSession(house, context.request)),
      signIn: at.access.signIn.handler(({ input, context }) => signIn(house, context.request, input)),
      signOut: at.access.signOut.handler(({ context }) => signOut(house, context.request)),
      actAs: at.access.actAs.handler(({ input, context }) => actAs(house, context.request, input)),
      changePassword: at.access.changePassword.handler(async ({ input, context }) =>
        changePassword(house, await context.acting(), context.request, input),
      ),
    },
    sessions: {
      activation: at.sessions.activation.handler(({ input, context }) =>
        signInByActivation(house, context.request, input),
      ),
      code: at.sessions.code.handler(({ input, context }) => signInByCode(house, context.request, input)),
      beginUnified: at.sessions.beginUnified.handler(({ context }) => beginUnified(house, context.reply)),
      finishUnified: at.sessions.finishUnified.handler(({ input, context }) =>
        finishUnified(house, context.request, context.reply, input),
      ),
      confirmSelf: at.sessions.confirmSelf.handler(async ({ input, context }) =>
        confirmSelf(house, await context.acting(), context.request, input),
      ),
      readReset: at.sessions.readReset.handler(acting(readResetNote)),
      list: at.sessions.list.handler(async ({ context }) =>
        listSessions(house, await context.acting(), context.request),
      ),
      end: at.sessions.end.handler(async ({ input, context }) =>
        endSession(await context.acting(), context.request, input),
      ),
      endOthers: at.sessions.endOthers.handler(async ({ context }) =>
        endOtherSessions(await context.acting(), context.request),
      ),
      ofPerson: at.sessions.ofPerson.handler(async ({ input, context }) =>
        listSessionsOf(house, await context.acting(), input),
      ),
      endOfPerson: at.sessions.endOfPerson.handler(acting(endSessionsOf)),
    },
    factor: {
      begin: at.factor.begin.handler(acting(beginFactor)),
      finish: at.factor.finish.handler(async ({ input, context }) =>
        finishFactor(await context.acting(), context.request, input),
      ),
      renewCodes: at.factor.renewCodes.handler(acting(renewRecoveryCodes)),
      remove: at.factor.remove.handler(async ({ context }) =>
        removeFactor(house, await context.acting(), context.request),
      ),
      reset: at.factor.reset.handler(async ({ input, context }) => resetFactor(await context.acting(), input)),
    },
    security: {
      read: at.security.read.handler(acting(getSignInRules)),
      save: at.security.save.handler(acting(saveSignInRules)),
    },
    alerts: {
      list: at.alerts.list.handler(acting(listAlerts)),
      count: at.alerts.count.handler(acting(countAlerts)),
      close: at.alerts.close.handler(acting(closeAlert)),
      pack: at.alerts.pack.handler(acting(exportPack)),
      rules: at.alerts.rules.handler(acting(getAlertRules)),
      saveRules: at.alerts.saveRules.handler(acting(saveAlertRules)),
    },
    audit: {
      list: at.audit.list.handler(acting(listAudit)),
      get: at.audit.get.handler(acting(readAuditRow)),
      integrity: at.audit.integrity.handler(async ({ context }) =>
        readIntegrity(house, health, await context.acting()),
      ),
      export: at.audit.export.handler(async ({ input, context }) => exportAudit(house, await context.acting(), input)),
      verify: at.audit.verify.handler(async ({ context }) => verifyAudit(house, await context.acting())),
    },
    background: {
      list: at.background.list.handler(acting(listJobs(backups))),
      cancel: at.background.cancel.handler(acting(cancelJob)),
      again: at.background.again.handler(acting(redoJob)),
      backUp: at.background.backUp.handler(acting(askBackup(backups))),
    },
    operating: {
      state: at.operating.state.handler(async ({ context }) =>
        readOperating(house.pool, health, await context.acting()),
      ),
    },
    processing: {
      list: at.processing.list.handler(acting(listProcessing)),
      export: at.processing.export.handler(acting(exportProcessing)),
    },
    impact: {
      gates: at.impact.gates.handler(acting(listGates)),
      list: at.impact.list.handler(acting(listImpact)),
      record: at.impact.record.handler(acting(recordImpact)),
      remove: at.impact.remove.handler(acting(removeImpact)),
    },
    personal: {
      ofLiaison: at.personal.ofLiaison.handler(acting(personalOfLiaison)),
      copyLiaison: at.personal.copyLiaison.handler(acting(copyLiaison)),
      eraseLiaison: at.personal.eraseLiaison.handler(acting(eraseLiaison)),
      ofPerson: at.personal.ofPerson.handler(acting(personalOfPerson)),
      copyPerson: at.personal.copyPerson.handler(acting(copyPerson)),
      erasePerson: at.personal.erasePerson.handler(acting(erasePerson)),
    },
    regions: {
      list: at.regions.list.handler(acting(listRegions)),
      get: at.regions.get.handler(acting(getRegion)),
      save: at.regions.save.handler(acting(saveRegion)),
      place: at.regions.place.handler(acting(placeRegion)),
      addZone: at.regions.addZone.handler(acting(addZone)),
      attach: at.regions.attach.handler(acting(attachTownships)),
    },
    changes: {
      list: at.changes.list.handler(acting(listChanges)),
      preview: at.changes.preview.handler(async ({ input, context }) =>
        previewChange(regionFollowers, await context.acting(), input),
      ),
      add: at.changes.add.handler(async ({ input, context }) =>
        changeRegions(regionFollowers, await context.acting(), input),
      ),
    },
    units: {
      list: at.units.list.handler(acting(listUnits)),
      options: at.units.options.handler(acting(listUnitOptions)),
      get: at.units.get.handler(acting(getUnit)),
      add: at.units.add.handler(acting(addUnit)),
      save: at.units.save.handler(acting(saveUnit)),
      place: at.units.place.handler(acting(placeUnit)),
      close: at.units.close.handler(acting(closeUnit)),
      addDuty: at.units.addDuty.handler(acting(addDuty)),
      saveDuty: at.units.saveDuty.handler(acting(saveDuty)),
      verifyDuty: at.units.verifyDuty.handler(acting(verifyDuty)),
      dropDuty: at.units.dropDuty.handler(acting(dropDuty)),
    },
    posts: {
      list: at.posts.list.handler(acting(listPosts)),
      leaders: at.posts.leaders.handler(acting(listLeaders)),
      get: at.posts.get.handler(acting(getPost)),
      add: at.posts.add.handler(acting(addPost)),
      save: at.posts.save.handler(acting(savePost)),
      close: at.posts.close.handler(acting(closePost)),
      appoint: at.posts.appoint.handler(acting(appoint)),
      end: at.posts.end.handler(acting(endHolding)),
    },
    people: {
      list: at.people.list.handler(acting(listPeople)),
      add: at.people.add.handler(acting(addPerson)),
      save: at.people.save.handler(acting(savePerson)),
      reset: at.people.reset.handler(async ({ input, context }) => resetPassword(await context.acting(), input)),
      activate: at.people.activate.handler(acting(giveActivation)),
      disable: at.people.disable.handler(acting(disablePerson)),
    },
    approvals: {
      rules: at.approvals.rules.handler(acting(readApprovalRules)),
      list: at.approvals.list.handler(acting(listApprovals)),
      askAppointment: at.approvals.askAppointment.handler(
        acting(askApproval('post.appoint', POST_APPROVALS['post.appoint'])),
      ),
      askEnd: at.approvals.askEnd.handler(acting(askApproval('post.end', ADMINISTRATOR_APPROVALS['post.end']))),
      askClose: at.approvals.askClose.handler(acting(askApproval('post.close', ADMINISTRATOR_APPROVALS['post.close']))),
      askDisable: at.approvals.askDisable.handler(
        acting(askApproval('people.disable', ADMINISTRATOR_APPROVALS['people.disable'])),
      ),
      askReset: at.approvals.askReset.handler(
        acting(askApproval('people.reset', ADMINISTRATOR_APPROVALS['people.reset'])),
      ),
      askExport: at.approvals.askExport.handler(acting(askExport)),
      exports: at.approvals.exports.handler(acting(ownExports)),
      askPost: at.approvals.askPost.handler(acting(askApproval('post.add', POST_APPROVALS['post.add']))),
      approve: at.approvals.approve.handler(
        acting(
          approve({
            ...POST_APPROVALS,
            ...INVITATION_APPROVALS,
            ...ADMINISTRATOR_APPROVALS,
            ...EXPORT_APPROVALS,
            ...approvals,
          }),
        ),
      ),
      refuse: at.approvals.refuse.handler(acting(refuse)),
      withdraw: at.approvals.withdraw.handler(acting(withdraw)),
    },
    groups: {
      list: at.groups.list.handler(acting(listGroups)),
      get: at.groups.get.handler(acting(getGroup)),
      found: at.groups.found.handler(acting(foundGroup)),
      adjust: at.groups.adjust.handler(acting(adjustGroup)),
      export: at.groups.export.handler(acting(exportGroup)),
      correct: at.groups.correct.handler(acting(correctPaper)),
    },
    counts: {
      get: at.counts.get.handler(acting(readCounts)),
      save: at.counts.save.handler(acting(saveCount)),
      places: at.counts.places.handler(acting(countPlaces)),
    },
    directory: {
      list: at.directory.list.handler(acting(listLiaisons)),
      find: at.directory.find.handler(acting(findByPhone)),
      add: at.directory.add.handler(acting(addLiaison)),
      save: at.directory.save.handler(acting(saveLiaison)),
      end: at.directory.end.handler(acting(endLiaison)),
      reveal: at.directory.reveal.handler(acting(revealPhone)),
    },
    invitations: {
      list: at.invitations.list.handler(acting(listInvitations)),
      add: at.invitations.add.handler(acting(invite)),
      renew: at.invitations.renew.handler(acting(renewInvitation)),
      revoke: at.invitations.revoke.handler(acting(revokeInvitation)),
      look: at.invitations.look.handler(({ input, context }) => lookAtInvitation(house, context.request, input)),
      join: at.invitations.join.handler(({ input, context }) => join(house, context.request, input)),
    },
    imports: {
      template: at.imports.template.handler(acting(importTemplate)),
      check: at.imports.check.handler(acting(checkImport)),
      annotated: at.imports.annotated.handler(acting(annotatedImport)),
      takeIn: at.imports.takeIn.handler(acting(takeImportIn)),
    },
    military: {
      tree: at.military.tree.handler(acting(readTree)),
      get: at.military.get.handler(acting(getMilitaryUnit)),
      setSuperior: at.military.setSuperior.handler(acting(setSuperior)),
      joint: at.military.joint.handler(acting(listJoint)),
      setBody: at.military.setBody.handler(acting(setBody)),
    },
    batches: {
      list: at.batches.list.handler(acting(listOrgBatches)),
      takeBack: at.batches.takeBack.handler(acting(takeOrgBatchBack)),
    },
    delegated: { list: at.delegated.list.handler(acting(listDelegated)) },
    calendar: {
      list: at.calendar.list.handler(acting(listYears)),
      days: at.calendar.days.handler(acting(listDays)),
      save: at.calendar.save.handler(async ({ input, context }) =>
        saveNotice(await context.acting(), house.calendar, input),
      ),
    },
    setup: {
      state: at.setup.state.handler(acting(cityMode)),
      provinces: at.setup.provinces.handler(() => listChoices.provinces()),
      cities: at.setup.cities.handler(({ input }) => listChoices.cities(input.province)),
      counties: at.setup.counties.handler(({ input }) => listChoices.counties(input.city)),
      preview: at.setup.preview.handler(({ input }) => previewCity(input.code)),
      create: at.setup.create.handler(async ({ input, context }) => {
        const { secrets, ...made } = await setUpCity(house, (await context.acting()).acting, context.request, input)
        onCitySetUp?.(secrets)
        return made
      }),
    },
  })
}
