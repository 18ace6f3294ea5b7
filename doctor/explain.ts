/** What Prometheus' `lastError` of a target means, and what to do. The texts were seen in Prometheus 2.42 and 3.15. */

/** What of the target the advice depends on. */
export interface Failed {
  readonly lastError: string;
  /** What Prometheus asked: `http://nginx-exporter:9113/metrics`. */
  readonly url: string;
  /** Where the exporter's page is: `/metrics/`. */
  readonly metricsPath: string;
}

/** One sentence that says what to do. */
export function explain(target: Failed): string {
  for (const [pattern, advice] of ADVICE) if (pattern.test(target.lastError)) return advice(target);
  return "Ask the page yourself from where Prometheus runs (curl), and read the exporter's log.";
}

const hostOf = (url: string): string => /^\w+:\/\/(\[[^\]]*\]|[^/:]*)/.exec(url)?.[1] ?? url;
const pathOf = (url: string): string => /^\w+:\/\/[^/]*([^?]*)/.exec(url)?.[1] ?? "";

/** In place of an error: the scrape that all else was asked about failed, and the target has answered since. */
export const FAILED_THEN = "the last scrape failed, and it has answered since";

const ADVICE: readonly (readonly [RegExp, (target: Failed) => string])[] = [
  [
    new RegExp(`^${FAILED_THEN}$`),
    () =>
      "Run this again. If it happens often, time the page with curl from where Prometheus runs: it may take as long as scrape_timeout.",
  ],
  [
    /connection refused/,
    ({ url }) => {
      const host = hostOf(url);
      if (/^(localhost|127\.|\[::1\])/.test(host))
        return `${host} is Prometheus' own machine or container. If the exporter runs in another container, use its service name as the address; if Prometheus runs in a container and the exporter on the host, use host.docker.internal. Otherwise nothing listens there: start the exporter.`;
      if (host === "host.docker.internal")
        return "Nothing on the host listens there for containers: an exporter bound to 127.0.0.1 cannot be reached from one. Bind it to the address of the Docker bridge, or run it inside the compose network.";
      return "Nothing listens there: start the exporter, and compare its port; inside a container it must listen on 0.0.0.0, as 127.0.0.1 is the container's own.";
    },
  ],
  [
    /no such host|server misbehaving|name resolution/,
    ({ url }) =>
      `Prometheus knows no host \`${hostOf(url)}\`: compare the name with the service's in compose.yaml, and put both into one network.`,
  ],
  [
    /HTTP status 40[13]/,
    () =>
      "The page wants a key: give the scrape job `authorization: { credentials_file: … }`, or open the page (LiteLLM: require_auth_for_metrics_endpoint: false).",
  ],
  [
    /HTTP status (30\d|404|405)/,
    ({ url, metricsPath }) =>
      pathOf(url) === metricsPath
        ? "There is no such page at this address: is another program listening there?"
        : `The page is at ${metricsPath}, with exactly these slashes: set metrics_path: ${metricsPath} for the scrape job.`,
  ],
  [/HTTP status 5\d\d/, () => "The exporter fails while it makes the page; its log says why."],
  [/HTTP status/, () => "Ask the page yourself (curl -i): it does not answer 200."],
  [
    /context deadline exceeded|Client\.Timeout|i\/o timeout/,
    () =>
      "The page takes longer than scrape_timeout, or a firewall swallows the question. Time it with curl from where Prometheus runs.",
  ],
  [
    /no route to host|network is unreachable/,
    () => "No network leads there: put Prometheus and the exporter into one network.",
  ],
  [
    /HTTP response to HTTPS client|tls:|x509:|malformed HTTP response/,
    () =>
      "One side speaks https and the other does not, or the certificate is not trusted: compare `scheme` of the scrape job.",
  ],
  [
    /Content-Type/,
    () =>
      "Prometheus 3 takes a page only with the Content-Type text/plain; version=0.0.4: send it, or set fallback_scrape_protocol: PrometheusText0.0.4 for the scrape job. A web page there means a wrong address or path.",
  ],
  [
    /does not end with # EOF/,
    () => "The page says it is OpenMetrics and is not: send text/plain; version=0.0.4.",
  ],
  [
    /start token|\bexpected |INVALID|ParseFloat|invalid metric type|unexpected end of input|invalid UTF-8/,
    () =>
      'The page is not in Prometheus\' text format, so all of it is refused. Common: a quote, backslash or line break in a label value that is not escaped (model="a\\"b"), a value that is no number (undefined), a web page instead. curl it into `promtool check metrics`.',
  ],
  [
    /limit exceeded/,
    () => "The page is larger than the limit of the scrape job allows: raise the limit, or drop labels.",
  ],
  [
    /EOF|connection reset|broken pipe/,
    () => "The exporter closed the connection before its answer was complete; its log says why.",
  ],
];
