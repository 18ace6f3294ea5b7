/** A report as text for a terminal of 100 columns. */
import { many } from "../checks/model/problem.ts";
import { isProblem, VERDICTS, type Cause, type Judgement, type Report, type Verdict } from "./report.ts";

const WIDTH = 100;
const VERDICT = Math.max(...VERDICTS.map(({ length }) => length));
const TITLE = 38;

/** The whole report: servers, targets, boards, then what to do, and the counts in its last line. */
export function render(report: Report): string {
  return [servers(report), exporters(report), ...boards(report), advice(report), summary(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function servers({ servers: all }: Report): string {
  return all
    .map(({ name, url, state, version }) =>
      row([
        [name, VERDICT],
        [
          url === null
            ? `not asked: no --${name.toLowerCase()}`
            : `${state}${version === null ? "" : `, version ${version}`}, ${url}`,
        ],
      ]),
    )
    .join("\n");
}

const exporters = ({ exporters: all }: Report): string =>
  all
    .flatMap(({ exporter, job, state, targets }) => {
      const lines = targets.map(({ url, health, scrapeInterval }) =>
        row([
          [health, VERDICT],
          [exporter, 14],
          [`job ${job}`, 22],
          [`${url}${scrapeInterval === null ? "" : ` every ${scrapeInterval}`}`],
        ]),
      );
      return lines.length > 0 ? lines : [row([[state, VERDICT], [exporter, 14], [`job ${job}`]])];
    })
    .join("\n");

const boards = ({ boards: all }: Report): string[] =>
  all.map(({ title, file, variables, panels }) =>
    [
      clean(`${title === "" ? "(no title)" : title}  ${file}`),
      ...variables.map(({ name, ...each }) => judged(`variable ${name}`, each)),
      ...panels.map((each) => judged(each.title === "" ? `(no title, ${each.type})` : each.title, each)),
    ].join("\n"),
  );

const judged = (title: string, { verdict, detail }: Judgement): string =>
  row([[verdict, VERDICT], [title, TITLE], [detail]]);

/** Cells padded to their widths, the last one cut at the end of the line. */
function row(cells: readonly (readonly [text: string, width?: number])[]): string {
  const line = cells
    .map(([text, width]) => (width === undefined ? clean(text) : cut(clean(text), width).padEnd(width)))
    .join("  ");
  return cut(`  ${line}`.trimEnd(), WIDTH);
}

/** Every cause once, with the panels that have it. */
function advice({ findings, boards: all }: Report): string {
  const causes = new Map<string, { readonly head: string; readonly cause: Cause; readonly of: string[] }>();
  const add = (head: string, cause: Cause, of: readonly string[]): void => {
    const known = causes.get(cause.what);
    if (known) known.of.push(...of);
    else causes.set(cause.what, { head, cause, of: [...of] });
  };
  for (const { severity, about, ...cause } of findings) add(`${severity}: ${about}`, cause, []);
  for (const { variables, panels } of all) {
    for (const { verdict, name, cause } of variables) if (cause) add(verdict, cause, [`variable ${name}`]);
    for (const { verdict, title, cause } of panels) if (cause) add(verdict, cause, [title]);
  }
  return [...causes.values()]
    .map(({ head, cause: { what, fix, evidence }, of }) =>
      [
        clean(`${head}${of.length === 0 ? "" : ` – ${listed(of)}`}`),
        ...wrapped(what),
        ...wrapped(fix),
        ...(evidence === undefined ? [] : [`  ${evidence}`]),
      ].join("\n"),
    )
    .join("\n\n");
}

const listed = (all: readonly string[]): string =>
  `${all.slice(0, 3).join(", ")}${all.length > 3 ? ` and ${all.length - 3} more` : ""}`;

/** Breaks a text at blanks; a word that is longer stays whole, so that it can be copied. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = " ";
  for (const word of clean(text).split(" ")) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== "") {
      lines.push(line);
      line = " ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** `64 panels: 50 data, 8 idle, 6 exporter down. 1 error and 2 warnings beside the panels.` */
function summary({ counts, boards: all, findings }: Report): string {
  const panels = all.reduce((sum, board) => sum + board.panels.length, 0);
  const order: readonly Verdict[] = [
    ...VERDICTS.filter((each) => !isProblem(each)),
    ...VERDICTS.filter(isProblem),
  ];
  const parts = order
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`);
  const of = (severity: string): number => findings.filter((each) => each.severity === severity).length;
  const variables = all
    .flatMap((board) => board.variables)
    .filter(({ verdict }) => isProblem(verdict)).length;
  return [
    `${many(panels, "panel")}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`,
    ...(variables > 0 ? [`${many(variables, "variable")} without values.`] : []),
    ...(findings.length > 0
      ? [
          `${[of("error") > 0 ? many(of("error"), "error") : "", of("warning") > 0 ? many(of("warning"), "warning") : ""].filter((part) => part !== "").join(" and ")} beside the panels.`,
        ]
      : []),
  ].join(" ");
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;

/** Labels come from anywhere: what would move the cursor, colour the terminal or turn the text round is spelled out. */
const clean = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
