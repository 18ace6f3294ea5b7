import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { COMPOSE } from "../../stack/config/places.ts";
import { readStack } from "../../stack.ts";

interface Service {
  image?: string;
  build?: { dockerfile: string };
  profiles?: string[];
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string;
  networks?: { default: { aliases: string[] } };
  ports?: string[];
  volumes?: string[];
  tmpfs?: string[];
  healthcheck?: { test: string[] };
  "x-no-healthcheck"?: string;
  restart?: string;
  security_opt?: string[];
  logging?: { options: Record<string, string> };
  extra_hosts?: string[];
  deploy?: { resources: { limits: { memory: string } } };
  depends_on?: Record<string, unknown>;
}
const source = readFileSync("compose.yaml", "utf8");
const compose = parse(source, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  networks?: unknown;
};
const services = Object.entries(compose.services);
const all = <T>(of: (service: Service) => readonly T[] | undefined): T[] =>
  services.flatMap(([, service]) => of(service) ?? []);
const PROFILES = ["full", "demo", "litellm", "gpu", "promtail"];
const port = (address: string): string => address.split(":").at(-1)!;
const option = (name: string, flag: RegExp): string =>
  flag.exec(compose.services[name]!.command!.join(" "))![1]!;
const setting = (name: string, variable: string): string => compose.services[name]!.environment![variable]!;

/** The port on which each service listens: as its configuration says, or its own default. */
const LISTENS: Readonly<Record<string, string>> = {
  prometheus: "9090",
  loki: port(COMPOSE.loki.listen),
  grafana: "3000",
  alloy: option("alloy", /listen-addr=\S+:(\d+)/),
  promtail: port(COMPOSE.promtail.listen),
  "queue-worker": setting("queue-worker", "METRICS_PORT"),
  "queue-api": setting("queue-api", "API_PORT"),
  nginx: port(COMPOSE.nginx.listen),
  "nginx-exporter": "9113",
  "dcgm-exporter": "9400",
  litellm: option("litellm", /--port (\d+)/),
  ollama: "11434",
  "fake-ollama": setting("fake-ollama", "FAKE_PORT"),
  "open-webui": "8080",
};

describe("profiles", () => {
  const of = (profile: string) =>
    services.filter(([, { profiles }]) => profiles?.includes(profile)).map(([name]) => name);
  it("are these five, and what has none always runs", () => {
    expect([...new Set(all(({ profiles }) => profiles))].sort()).toEqual([...PROFILES].sort());
    expect(services.filter(([, { profiles }]) => !profiles).map(([name]) => name)).toEqual([
      "prometheus",
      "loki",
      "grafana",
      "alloy",
    ]);
  });
  it.each([
    ["full", ["redis", "queue-worker", "queue-api", "nginx", "nginx-exporter", "ollama", "open-webui"]],
    ["demo", ["redis", "queue-worker", "queue-api", "nginx", "nginx-exporter", "fake-ollama", "load"]],
    ["litellm", ["litellm"]],
    ["gpu", ["dcgm-exporter"]],
    ["promtail", ["promtail"]],
  ])("%s", (profile, names) => expect(of(profile)).toEqual(names));
  it("the stand-in answers under both names it stands in for", () =>
    expect(compose.services["fake-ollama"]!.networks!.default.aliases).toEqual(["ollama", "open-webui"]));
  it("Ollama and its stand-in cannot run together: they want one port", () => {
    const { ollama, "fake-ollama": fake } = compose.services;
    expect(ollama!.ports).toHaveLength(1);
    expect(fake!.ports).toEqual(ollama!.ports);
  });
  it("nobody waits for a service that does not run with it", () => {
    for (const [name, { depends_on: needs = {}, profiles = PROFILES }] of services)
      for (const other of Object.keys(needs))
        expect([
          name,
          other,
          profiles.filter((each) => !compose.services[other]!.profiles?.includes(each)),
        ]).toEqual([name, other, []]);
  });
});

describe("images", () => {
  const written = [...source.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image!);
  it.each(written.filter((image) => !image.endsWith(":local")))("%s has an exact tag", (image) =>
    expect(image).toMatch(/:v?\d+\.\d+\.\d+(-[\w.-]+)?$/),
  );
  it("stand in the file once each", () => expect([...new Set(written)]).toEqual(written));
  it("what is built here is built from one exact image", () => {
    const files = new Set(all(({ build }) => (build ? [build.dockerfile] : undefined)));
    expect([...files]).toEqual(["stack/queue/Dockerfile"]);
    for (const each of files)
      expect(readFileSync(each, "utf8").match(/^FROM .*$/gm)).toEqual([
        expect.stringMatching(/:\d+\.\d+\.\d+/),
      ]);
  });
});

describe.each(services)("%s", (name, service) => {
  it("says whether it is well, or why it cannot", () =>
    expect(
      [service.healthcheck?.test.length !== undefined, service["x-no-healthcheck"] !== undefined].sort(),
    ).toEqual([false, true]));
  it("comes back, cannot get more rights or all the memory, and does not fill the disk with its log", () => {
    expect(service.restart).toBe("unless-stopped");
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    expect(service.deploy!.resources.limits.memory).toMatch(/^\d+[mg]$/);
    expect(service.logging!.options["max-size"]).toBe("10m");
  });
  it("can reach the host", () => expect(service.extra_hosts).toEqual(["host.docker.internal:host-gateway"]));
  it("is probed where it listens, and LiteLLM not under /health", () => {
    const probed = /(?:127\.0\.0\.1[:/])(\d+)(\S*)/.exec(service.healthcheck?.test.join(" ") ?? "");
    if (probed === null || name === "nginx") return;
    expect(probed[1]).toBe(LISTENS[name]);
    expect(probed[2]).not.toMatch(/^\/health'/);
  });
});

describe("what is open, and to whom", () => {
  it("every published port is on 127.0.0.1, and leads where its service listens", () => {
    const ports = services.flatMap(([name, { ports: published = [] }]) =>
      published.map((each) => [name, each] as const),
    );
    expect(ports.length).toBe(7);
    for (const [name, published] of ports)
      expect(published).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${LISTENS[name]}$`));
  });
  it("no password has a value here: each comes from the environment", () => {
    const secret = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([key]) => /PASSWORD|SECRET|KEY|TOKEN/.test(key)),
    );
    expect(secret.length).toBeGreaterThan(3);
    for (const [key, value] of secret)
      expect([key, value]).toEqual([key, expect.stringMatching(/^\$\{\w+(:-|:\?[^}]+)\}$/)]);
    expect(source).not.toMatch(/sk-|DATABASE_URL|:latest/);
  });
  it(".env.example names what is asked for, without a value", () => {
    const asked = new Set([...source.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, variable]) => variable!));
    const lines = readFileSync(".env.example", "utf8").split("\n");
    expect(lines.filter((line) => /^\w/.test(line)).sort()).toEqual(
      [...asked].sort().map((each) => `${each}=`),
    );
    expect(readFileSync(".gitignore", "utf8").split("\n")).toContain(".env");
  });
  it("nobody reports home", () => {
    expect(compose.services["grafana"]!.environment).toMatchObject({
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
      GF_USERS_ALLOW_SIGN_UP: "false",
    });
    expect(compose.services["alloy"]!.command).toContain("--disable-reporting");
  });
});

describe("volumes", () => {
  const mounts = services.flatMap(([name, { volumes = [] }]) =>
    volumes.map((volume) => {
      const [from, to, mode] = volume.split(":");
      return { name, from: from!, to: to!, mode };
    }),
  );
  const mounted = (name: string, path: string) =>
    mounts.some((each) => each.name === name && `${path}/`.startsWith(`${each.to}/`)) ||
    compose.services[name]!.tmpfs?.some((each) => `${path}/`.startsWith(`${each.split(":")[0]}/`)) === true;
  it("what is mounted from here is there, and read-only", () => {
    const own = mounts.filter(({ from }) => from.startsWith("."));
    expect(own.length).toBeGreaterThan(5);
    for (const { from, mode } of own) expect([from, existsSync(from), mode]).toEqual([from, true, "ro"]);
    for (const each of all(({ env_file: file }) => (file ? [file] : undefined)))
      expect(existsSync(each)).toBe(true);
  });
  it("every other one is declared, and every declared one used", () =>
    expect([...new Set(mounts.flatMap(({ from }) => (from.startsWith(".") ? [] : [from])))].sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    ));
  it.each([
    ["prometheus", COMPOSE.prometheus.rules],
    ["prometheus", COMPOSE.prometheus.litellmKeyFile],
    ["loki", COMPOSE.loki.data],
    ["promtail", COMPOSE.promtail.positions],
    ["promtail", COMPOSE.accessLog],
    ["alloy", COMPOSE.accessLog],
    ["nginx", COMPOSE.accessLog],
    ["nginx", COMPOSE.nginx.scratch],
  ])("%s has %s, which its configuration names", (name, path) => expect(mounted(name, path)).toBe(true));
  it("the log that is rotated is the one that is written", () => {
    const script = compose.services["nginx"]!.command!.join("\n");
    expect(script).toContain(`cd ${dirname(COMPOSE.accessLog)}\n`);
    expect(script).toContain("mv access.log access.log.1 && kill -USR1 1");
    expect(COMPOSE.accessLog.endsWith("/access.log")).toBe(true);
  });
  it("the key's file is where Prometheus looks for it", () =>
    expect(compose.services["prometheus"]!.command!.join("\n")).toContain(
      `> ${COMPOSE.prometheus.litellmKeyFile}\n`,
    ));
});

describe("stack.yaml", () => {
  const { exporters, dataSources, upstreams } = readStack();
  const addresses = [
    ...Object.values(exporters).flatMap(({ addresses: each }) => each),
    ...Object.values(upstreams),
    ...dataSources.map(({ url }) => new URL(url).host),
  ];
  // A name with a dot is another machine's, or the host.
  it.each(addresses.filter((address) => !address.split(":")[0]!.includes(".")))(
    "%s is a service, and its port",
    (address) => {
      const [host, to] = address.split(":");
      expect(Object.keys(LISTENS)).toContain(host);
      expect(to).toBe(LISTENS[host!]);
    },
  );
  it("nobody has a network of its own, so all can reach all", () => {
    expect(compose.networks).toBeUndefined();
    for (const [name, { networks }] of services)
      expect([name, Object.keys(networks ?? { default: {} })]).toEqual([name, ["default"]]);
  });
  it("the exporter reads nginx' status page where nginx has it", () =>
    expect(compose.services["nginx-exporter"]!.command).toEqual([
      `--nginx.scrape-uri=http://nginx:${port(COMPOSE.nginx.status)}/stub_status`,
    ]));
});

const OURS = ["GRAFANA_ADMIN_PASSWORD", "LITELLM_MASTER_KEY", "COMPOSE_FILE", "COMPOSE_PROFILES"];
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.includes(name)));
/** Without this machine's own settings. */
const docker = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync("docker", ["compose", "--env-file", "/dev/null", ...args, "config", "--quiet"], {
    encoding: "utf8",
    env: { ...clean, ...env },
  });
const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;

describe.skipIf(!hasCompose)("docker compose itself (skipped without its plugin)", () => {
  const combinations = Array.from({ length: 2 ** PROFILES.length }, (_, bits) =>
    PROFILES.filter((__, index) => (bits >> index) & 1),
  );
  it.each(combinations.map((each) => [each.join(" ") || "no profile", each] as const))(
    "%s",
    (_, profiles) => {
      const { status, stderr } = docker(
        profiles.flatMap((profile) => ["--profile", profile]),
        { GRAFANA_ADMIN_PASSWORD: "for this test" },
      );
      expect([status, stderr]).toEqual([0, ""]);
    },
  );
  it("wants a password, and says where", () =>
    expect(docker([]).stderr).toContain("Set GRAFANA_ADMIN_PASSWORD in .env"));
});
