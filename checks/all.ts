/** Every check, in the order their problems are told: what Grafana would not load first, then what would lie. */
import type { Check } from "./model/check.ts";
import { allMatchesEmpty } from "./all-matches-empty.ts";
import { annotationWithoutExpr } from "./annotation-without-expr.ts";
import { averageOfAverages } from "./average-of-averages.ts";
import { collidingLogField } from "./colliding-log-field.ts";
import { countedTwice } from "./counted-twice.ts";
import { deadLink } from "./dead-link.ts";
import { duplicateId } from "./duplicate-id.ts";
import { emptyVariable } from "./empty-variable.ts";
import { equalTitles } from "./equal-titles.ts";
import { escapedRegexVariable } from "./escaped-regex-variable.ts";
import { hiddenPlacement } from "./hidden-placement.ts";
import { impossibleLabelValue } from "./impossible-label-value.ts";
import { impossibleStreamValue } from "./impossible-stream-value.ts";
import { layout } from "./layout.ts";
import { literalLe } from "./literal-le.ts";
import { logInterval } from "./log-interval.ts";
import { logVolumeAsTraffic } from "./log-volume-as-traffic.ts";
import { misnamedQuantile } from "./misnamed-quantile.ts";
import { misreadNumber } from "./misread-number.ts";
import { missingLegend } from "./missing-legend.ts";
import { missingThresholds } from "./missing-thresholds.ts";
import { mixedDataSources } from "./mixed-data-sources.ts";
import { mixedUnits } from "./mixed-units.ts";
import { orphanRepeatDirection } from "./orphan-repeat-direction.ts";
import { overrideMatchesNothing } from "./override-matches-nothing.ts";
import { personalData } from "./personal-data.ts";
import { personalLogField } from "./personal-log-field.ts";
import { quantileWithoutBuckets } from "./quantile-without-buckets.ts";
import { quantileWithoutLe } from "./quantile-without-le.ts";
import { rateAfterSum } from "./rate-after-sum.ts";
import { rateOfGauge } from "./rate-of-gauge.ts";
import { rawCounter } from "./raw-counter.ts";
import { schema } from "./schema.ts";
import { shortWindow } from "./short-window.ts";
import { staleStat } from "./stale-stat.ts";
import { summedDuplicate } from "./summed-duplicate.ts";
import { syntax } from "./syntax.ts";
import { undeclaredVariable } from "./undeclared-variable.ts";
import { undescribed } from "./undescribed.ts";
import { ungroupedUnwrap } from "./ungrouped-unwrap.ts";
import { unguardedParse } from "./unguarded-parse.ts";
import { unknownDataSource } from "./unknown-data-source.ts";
import { unknownLabel } from "./unknown-label.ts";
import { unknownLogField } from "./unknown-log-field.ts";
import { unknownMetric } from "./unknown-metric.ts";
import { unknownStreamLabel } from "./unknown-stream-label.ts";
import { unmatchedLabels } from "./unmatched-labels.ts";
import { unreachableThreshold } from "./unreachable-threshold.ts";
import { unusedVariable } from "./unused-variable.ts";
import { v2InFileMount } from "./v2-in-file-mount.ts";
import { valueByName } from "./value-by-name.ts";
import { wrongUnit } from "./wrong-unit.ts";
import { zeroWithoutHeartbeat } from "./zero-without-heartbeat.ts";

export const checks: readonly Check[] = [
  schema,
  v2InFileMount,
  syntax,
  unknownMetric,
  unknownLabel,
  impossibleLabelValue,
  literalLe,
  unmatchedLabels,
  rateOfGauge,
  rateAfterSum,
  rawCounter,
  countedTwice,
  summedDuplicate,
  quantileWithoutBuckets,
  quantileWithoutLe,
  misnamedQuantile,
  averageOfAverages,
  shortWindow,
  zeroWithoutHeartbeat,
  personalData,
  wrongUnit,
  mixedUnits,
  unknownStreamLabel,
  impossibleStreamValue,
  unknownLogField,
  collidingLogField,
  misreadNumber,
  unguardedParse,
  ungroupedUnwrap,
  logInterval,
  logVolumeAsTraffic,
  personalLogField,
  unknownDataSource,
  mixedDataSources,
  undeclaredVariable,
  duplicateId,
  equalTitles,
  layout,
  orphanRepeatDirection,
  overrideMatchesNothing,
  valueByName,
  staleStat,
  missingThresholds,
  unreachableThreshold,
  missingLegend,
  annotationWithoutExpr,
  allMatchesEmpty,
  escapedRegexVariable,
  emptyVariable,
  unusedVariable,
  deadLink,
  hiddenPlacement,
  undescribed,
];
