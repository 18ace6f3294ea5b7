import { mark, perQuery } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { meaning } from "./model/contributions.ts";
import { selectors, type Selector } from "./model/promql.ts";
import { emittedBy, evidenceOf } from "./model/recorded.ts";

/** A bucket's bound or a quantile written so that only one major version of Prometheus stores it that way. */
export const literalLe = perQuery("literal-le", function* (query, context) {
  for (const selector of selectors(meaning(query)))
    for (const matcher of selector.matchers) {
      const { label, op, value } = matcher;
      // In a regular expression, only plain alternatives are as literal as an equality.
      const literals = (op.endsWith("~") ? value.split("|") : [value]).map((each) =>
        each.replace(/\\\./g, "."),
      );
      if ((label !== "le" && label !== "quantile") || !literals.every((each) => /^\d+(\.0)?$/.test(each)))
        continue;
      const buckets = emittedBy(selector, context).flatMap(({ facts, part }) =>
        part === "bucket" && label === "le" ? facts.buckets : [],
      );
      for (const literal of literals) {
        const written = buckets.filter((each) => Number(each) === Number(literal));
        const stored = normalised(literal);
        // Prometheus 2 stores the bound as the page writes it, Prometheus 3 as a float.
        const in2 = written.length === 0 ? undefined : written.includes(literal);
        const in3 = literal === stored;
        if (in3 && in2 !== false) continue;
        const live = in3 ? undefined : hadIt(selector, label, literal, context);
        yield {
          ...mark(query, matcher),
          severity: in3 || live !== undefined ? "warning" : "error",
          what: in3
            ? `Prometheus 2 stores this \`${label}\` as the page writes it, \`${written[0]}\`, so \`${literal}\` ${op.startsWith("!") ? "excludes" : "matches"} nothing there.`
            : live !== undefined
              ? `${live} has this \`${label}\` as it is written here, as Prometheus 2 stores it. Prometheus 3 stores it as \`${stored}\`: after an upgrade \`${literal}\` ${op.startsWith("!") ? "excludes" : "matches"} nothing.`
              : `Prometheus 3 stores this \`${label}\` as \`${stored}\`, so \`${literal}\` ${op.startsWith("!") ? "excludes" : "matches"} nothing there.`,
          fix: `Match both ways of writing: \`${label}${op.startsWith("!") ? "!~" : "=~"}"${literals.map(bothWays).join("|")}"\`.`,
          ...(written.length > 0 && {
            evidence: evidenceOf(
              emittedBy(selector, context)[0]!.facts,
              context,
              ({ labels }) => Number(labels["le"]) === Number(literal),
            ),
          }),
          facts: { label, value: literal, stored },
        };
        break;
      }
    }
});

/** The address of the live Prometheus that had this very value in the last hour. */
const hadIt = ({ metric }: Selector, label: string, value: string, context: Context): string | undefined =>
  context.scrapes
    ?.filter(({ live }) => live)
    .some(({ families }) =>
      [...families.values()].some(({ samples }) =>
        samples.some(({ name, labels }) => name === metric?.name && labels[label] === value),
      ),
    )
    ? context.prometheus
    : undefined;

function bothWays(literal: string): string {
  const [plain, stored] = [literal.replace(/\.0$/, ""), normalised(literal)];
  return stored === `${plain}.0` ? `${plain}(\\\\.0)?` : `${plain}|${stored.replace("+", "\\\\+")}`;
}

/** A whole number as Prometheus 3 stores it: Go's shortest form, an exponent from a million on, else with a point. */
function normalised(text: string): string {
  const number = Number(text);
  return number < 1e6 ? `${number}.0` : number.toExponential().replace(/e\+(\d)$/, "e+0$1");
}
