/** How large an expression can get, whatever the exporters say. */
import { compares } from "./labels.ts";
import { walk, type Binary, type Call, type Expr } from "./promql.ts";

/** The largest value that an expression can have; undefined where PromQL alone does not say. */
export function upperBound(expr: Expr): number | undefined {
  switch (expr.is) {
    case "number":
      // NaN is above nothing.
      return expr.variable ? undefined : Number.isNaN(expr.value) ? -Infinity : expr.value;
    case "subquery":
      return upperBound(expr.of);
    case "call":
      return ofCall(expr);
    case "aggregate":
      if (expr.op === "group") return 1;
      return /^(min|max|avg|quantile|topk|bottomk|limitk)$/.test(expr.op) ? upperBound(expr.of) : undefined;
    case "binary":
      return ofBinary(expr);
    default:
      return undefined;
  }
}

function ofCall({ fn, args }: Call): number | undefined {
  const [first, second, third] = args;
  switch (fn) {
    case "clamp_max":
      return second && upperBound(second);
    case "clamp":
      return third && upperBound(third);
    case "histogram_fraction":
      return 1;
    case "quantile_over_time":
      return second && upperBound(second);
    case "vector":
    case "scalar":
    case "sort":
    case "sort_desc":
    case "label_replace":
    case "label_join":
    case "min_over_time":
    case "max_over_time":
    case "avg_over_time":
    case "last_over_time":
      return first && upperBound(first);
    default:
      return undefined;
  }
}

function ofBinary(expr: Binary): number | undefined {
  const { op, left, right } = expr;
  if (compares(expr)) return expr.bool ? 1 : upperBound(left);
  const [a, b] = [upperBound(left), upperBound(right)];
  switch (op) {
    case "and":
    case "unless":
      return a;
    case "or":
      return a === undefined || b === undefined ? undefined : Math.max(a, b);
    case "+":
      return a === undefined || b === undefined ? undefined : a + b;
    case "-":
      if (a === undefined) return undefined;
      return right.is === "number"
        ? b === undefined
          ? undefined
          : a - b
        : isNegative(right)
          ? undefined
          : a;
    case "*":
      return times(left, b) ?? times(right, a);
    case "/":
      if (isPartOf(left, right)) return 1;
      return right.is === "number" && a !== undefined && right.value > 0 ? a / right.value : undefined;
    default:
      return undefined;
  }
}

const times = (factor: Expr, bound: number | undefined): number | undefined =>
  factor.is !== "number" || factor.variable || factor.value < 0
    ? undefined
    : factor.value === 0
      ? 0
      : bound === undefined
        ? undefined
        : factor.value * bound;

/** Whether something in it could make a negative number out of what exporters count. */
const isNegative = (expr: Expr): boolean =>
  [...walk(expr)].some(
    (each) =>
      each.is === "negation" ||
      (each.is === "binary" && each.op === "-") ||
      (each.is === "call" && /^(delta|idelta|deriv|predict_linear|time)$/.test(each.fn)),
  );

/** Whether an expression counts some of what another one counts all of: the same, with more matchers. */
function isPartOf(part: Expr, whole: Expr): boolean {
  if (part.is === "binary")
    return (compares(part) && !part.bool) || part.op === "or"
      ? isPartOf(part.left, whole) && (part.op !== "or" || (upperBound(part.right) ?? 1) <= 0)
      : false;
  if (part.is === "aggregate" && whole.is === "aggregate")
    return part.op === whole.op && /^(sum|count)$/.test(part.op) && isPartOf(part.of, whole.of);
  if (part.is === "call" && whole.is === "call")
    return (
      part.fn === whole.fn &&
      /^(rate|irate|increase)$/.test(part.fn) &&
      part.args.length === 1 &&
      whole.args.length === 1 &&
      isPartOf(part.args[0]!, whole.args[0]!)
    );
  return (
    part.is === "selector" &&
    whole.is === "selector" &&
    part.metric !== undefined &&
    part.metric.name === whole.metric?.name &&
    part.window?.text === whole.window?.text &&
    whole.matchers.every((each) =>
      part.matchers.some(
        ({ label, op, value }) => label === each.label && op === each.op && value === each.value,
      ),
    )
  );
}
