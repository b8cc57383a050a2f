/// <reference types="node" preserve="true" />
// Declarations of all our packages name types of Node: they come with @types/node, wherever a package manager puts it.

export type { ArtifactBody, ArtifactFile, ArtifactRoot } from './contracts/artifact-root.ts'
export type { Capabilities, Carries, KindCapabilities, Limit, Lost } from './contracts/capabilities.ts'
export type { Finding } from './contracts/finding.ts'
export { findingOf } from './contracts/finding.ts'
export type { MarkedObject, Marks } from './contracts/marks.ts'
export type { FieldRule, LinkKind, Need, ObjectKind, RewriteContext, RunPoint } from './contracts/object-kind.ts'
export type { Archive, OpenedSource, OpenedTarget, StoreFacts } from './contracts/opened-store.ts'
export type {
  ManagedService,
  ServiceContext,
  ServiceProvider,
  ServiceSetting,
  ServicesHook,
} from './contracts/service-provider.ts'
export type { Query, ReadOptions, Source } from './contracts/source.ts'
export type { Store } from './contracts/store.ts'
export type {
  CopyRequest,
  DiagnoseContext,
  SignIn,
  SourceContext,
  StoreAnswer,
  StoreContext,
  StoreWaiting,
  Subject,
  TargetContext,
} from './contracts/store-context.ts'
export type { CheckedStore, CheckProblem, StoreProvider, StoresHook } from './contracts/store-provider.ts'
export type { Target } from './contracts/target.ts'
export type { Lease, TargetJob } from './contracts/target-job.ts'
export type { OpenWorkspaceOptions, Workspaces } from './contracts/workspaces.ts'
export { defaultWorkspace } from './contracts/workspaces.ts'
export { wrapSource } from './contracts/wrap-source.ts'
export { wrapTarget, wrapTargetJob } from './contracts/wrap-target.ts'
export type { OpenContext, Writer } from './contracts/writer.ts'
export type { Written, WrittenOptions } from './contracts/written.ts'
export { asMlferryError, isAbort, isFatal, markFatal } from './errors/error-questions.ts'
export type { MlferryErrorOptions } from './errors/mlferry-error.ts'
export { InternalError, isMlferryError, MlferryError } from './errors/mlferry-error.ts'
export { redact } from './errors/redact.ts'
export { boundedBytes, readBounded } from './files/bounded-bytes.ts'
export { exactBytes, withinSize, wrongSize } from './files/exact-bytes.ts'
export { encodeName, fileNameOf } from './files/file-names.ts'
export { folderArtifactRoot } from './files/folder-artifact-root.ts'
export { isMissingFile } from './files/is-missing-file.ts'
export type { MakeFolderOptions } from './files/make-folder.ts'
export { makeFolder } from './files/make-folder.ts'
export { namesInFolder } from './files/names-in-folder.ts'
export type { ProcessMark } from './files/process-mark.ts'
export { mayRun, ownProcessMark } from './files/process-mark.ts'
export { putBytes } from './files/put-bytes.ts'
export type { PutFileOptions } from './files/put-file.ts'
export { putFile } from './files/put-file.ts'
export { readFileBytes } from './files/read-file-bytes.ts'
export { isInside, realPathInside, safePath } from './files/safe-path.ts'
export type { IdListTag } from './mlflow/id-list-tag.ts'
export { experimentIdsTag, idListOfLinks, linksInIdList, runIdsTag } from './mlflow/id-list-tag.ts'
export { idsRepeat } from './mlflow/ids-repeat.ts'
export { ancestorsInTags, ancestorsOf, ancestorsOfCopy, createdAt, lineageOf } from './mlflow/lineage.ts'
export { mergedInTags, mergedTag } from './mlflow/merged.ts'
export type { Tag } from './mlflow/mlflow-tags.ts'
export { mlflowTags } from './mlflow/mlflow-tags.ts'
export { joinEntries, keyOfEntry, moreEntries } from './mlflow/more-entries.ts'
export type { ObjectMark } from './mlflow/object-mark.ts'
export { ancestorsOfMark, markOf, marksInTags, originOfMark, tagOfMark } from './mlflow/object-mark.ts'
export { pendingTags, readPending, settledTags } from './mlflow/pending-links.ts'
export { isProvenanceTag, ownTags, provenancePrefix, provenanceTags } from './mlflow/provenance.ts'
export { runLinkKinds, runLinksInTags, runLinkTags, tagsOfRunLinks } from './mlflow/run-links.ts'
export { unpackView, viewLinkKinds, viewLinks, withViewLinks } from './mlflow/saved-views.ts'
export { authorOf, originOf, provenanceToWrite, sourceTags } from './mlflow/source-tags.ts'
export { promptOf, traceLinkKinds, withoutTraceLinks, withTraceLinks } from './mlflow/trace-links.ts'
export type { AnyFields } from './objects/any-fields.ts'
export { contentOf } from './objects/content.ts'
export type {
  EvaluationDatasetFields,
  EvaluationDatasetHeader,
  EvaluationRecord,
} from './objects/evaluation-dataset.ts'
export { evaluationDatasetFingerprint, evaluationRecord, evaluationRecordText } from './objects/evaluation-dataset.ts'
export type { ExperimentFields, ExperimentHeader } from './objects/experiment.ts'
export { experimentFingerprint } from './objects/experiment.ts'
export { canonicalText, fingerprint } from './objects/fingerprint.ts'
export { fingerprintOf } from './objects/fingerprint-of.ts'
export type { Header, Listed, Unreadable } from './objects/header.ts'
export { isUnreadable, unlistedKind, unlistedScope } from './objects/header.ts'
export type { IssueFields, IssueHeader } from './objects/issue.ts'
export { issueFingerprint } from './objects/issue.ts'
export type { KindFields } from './objects/kind-fields.ts'
export { isOfKind } from './objects/kind-fields.ts'
export type { LabelSchemaFields, LabelSchemaHeader } from './objects/label-schema.ts'
export { labelSchemaFingerprint } from './objects/label-schema.ts'
export type { LoggedModelFields, LoggedModelHeader, LoggedModelMetric } from './objects/logged-model.ts'
export { loggedModelFingerprint } from './objects/logged-model.ts'
export type { MetricChunk } from './objects/metric-chunk.ts'
export { sliceMetricChunk } from './objects/metric-chunk.ts'
export type { ModelVersionFields, ModelVersionHeader } from './objects/model-version.ts'
export { modelVersionFingerprint, modelVersionId } from './objects/model-version.ts'
export type { Ancestor, Origin } from './objects/origin.ts'
export type { LostContent, Part } from './objects/part.ts'
export { fromPlainJson, toPlainJson } from './objects/plain-data.ts'
export type { PromptFields, PromptHeader } from './objects/prompt.ts'
export { isPrompt, promptFingerprint, promptTag } from './objects/prompt.ts'
export type { PromptVersionFields, PromptVersionHeader } from './objects/prompt-version.ts'
export { promptVersionFingerprint } from './objects/prompt-version.ts'
export type { Link, Ref } from './objects/ref.ts'
export { linksInOrder, refKey } from './objects/ref.ts'
export type { RegisteredModelFields, RegisteredModelHeader } from './objects/registered-model.ts'
export { registeredModelFingerprint } from './objects/registered-model.ts'
export type { ReviewItem, ReviewQueueFields, ReviewQueueHeader } from './objects/review-queue.ts'
export { reviewQueueFingerprint } from './objects/review-queue.ts'
export type { DatasetInput, Lifecycle, MetricPoint, RunFields, RunHeader } from './objects/run.ts'
export { isTerminal, runFingerprint } from './objects/run.ts'
export type { OnlineConfig, ScorerFields, ScorerHeader, ScorerVersion } from './objects/scorer.ts'
export { scorerFingerprint } from './objects/scorer.ts'
export { contentOfSeal, fingerprintOfSeal, isSealedAs, isSealedAsDeleted, lacksLinks, sealOf } from './objects/seal.ts'
export type {
  Assessment,
  AssessmentError,
  AssessmentValue,
  TraceFields,
  TraceHeader,
} from './objects/trace.ts'
export { traceFingerprint } from './objects/trace.ts'
export type { TraceSpan } from './objects/trace-span.ts'
export { attributeText, readTraceSpan, spanRows, spansText } from './objects/trace-span.ts'
export { withUnlisted } from './objects/unlisted-links.ts'
export type { WebhookFields, WebhookHeader } from './objects/webhook.ts'
export { webhookFingerprint } from './objects/webhook.ts'
export type { WorkspaceFields, WorkspaceHeader } from './objects/workspace.ts'
export { workspaceFingerprint } from './objects/workspace.ts'
export type { SpoolPlace } from './spool/spool.ts'
export { Spool } from './spool/spool.ts'
export { SpooledMap } from './spool/spooled-map.ts'
export { chooseStore } from './stores/choose-store.ts'
