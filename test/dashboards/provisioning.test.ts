import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { provisioning } from "../../dashboards/build/provisioning.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readStack, type Stack } from "../../stack.ts";

const stack = readStack("test/fixtures/stack.yaml");
const boards = await readBoards();
const yaml = (name: string, of: Stack = stack) =>
  parse(provisioning(boards, of).get(name)!) as { [key: string]: any };

describe("data sources", () => {
  const { datasources, deleteDatasources, apiVersion } = yaml("datasources/inference.yaml");
  it("have fixed uids and ask by POST", () => {
    expect(apiVersion).toBe(1);
    expect(datasources).toMatchObject([
      {
        name: "Prometheus",
        uid: "prometheus",
        type: "prometheus",
        isDefault: true,
        access: "proxy",
        jsonData: { httpMethod: "POST", timeInterval: "15s", prometheusType: "Prometheus" },
      },
      { name: "Loki", uid: "loki", type: "loki", isDefault: false },
    ]);
  });
  it("replace one of the same name that was made by hand, whose uid provisioning could not change", () => {
    expect(deleteDatasources).toEqual([
      { name: "Prometheus", orgId: 1 },
      { name: "Loki", orgId: 1 },
    ]);
  });
  it("a compatible engine is called by its name", () => {
    const mimir = yaml("datasources/inference.yaml", {
      ...stack,
      dataSources: [{ ...stack.dataSources[0]!, type: "mimir" }, stack.dataSources[1]!],
    });
    expect(mimir["datasources"][0]).toMatchObject({
      type: "prometheus",
      jsonData: { prometheusType: "Mimir" },
    });
  });
  it("a server with several tenants is told which, from Grafana's environment; the others are not", () => {
    const { datasources } = yaml("datasources/inference.yaml", {
      ...stack,
      dataSources: [
        { ...stack.dataSources[0]!, type: "mimir", tenantFrom: "MIMIR_TENANT" },
        stack.dataSources[1]!,
      ],
    });
    expect(datasources[0]).toMatchObject({
      jsonData: { httpHeaderName1: "X-Scope-OrgID", prometheusType: "Mimir" },
      // Grafana replaces this one; it must not be escaped.
      secureJsonData: { httpHeaderValue1: "${MIMIR_TENANT}" },
    });
    expect(Object.keys(datasources[1])).not.toContain("secureJsonData");
    expect(datasources[1].jsonData).toEqual({ maxLines: 1000 });
  });
  it("a literal dollar survives Grafana's environment variables", () => {
    const dollar = yaml("datasources/inference.yaml", {
      ...stack,
      dataSources: [{ ...stack.dataSources[0]!, name: "Pa$word", url: "http://p/$x" }],
    });
    expect(dollar["datasources"][0]).toMatchObject({ name: "Pa$$word", url: "http://p/$$x" });
  });
  it("a word that YAML 1.1 reads as a boolean is quoted", () => {
    const on = provisioning(boards, {
      ...stack,
      dataSources: [{ ...stack.dataSources[0]!, name: "on" }],
    }).get("datasources/inference.yaml")!;
    expect(on).toContain('name: "on"');
  });
});

describe("the dashboard provider", () => {
  it("reads the configured path and does not let the browser change what the next start undoes", () => {
    const elsewhere = yaml("dashboards/inference.yaml", {
      ...stack,
      grafana: { ...stack.grafana, dashboardsPath: "/srv/boards" },
    });
    expect(elsewhere["providers"]).toMatchObject([
      {
        name: "inference-dashboards",
        type: "file",
        folder: "Inference",
        allowUiUpdates: false,
        options: { path: "/srv/boards" },
      },
    ]);
  });
});

describe("the boards", () => {
  it("are one file each, named by uid, ending in a newline", () => {
    const files = [...provisioning(boards, stack)].filter(([path]) => path.endsWith(".json"));
    expect(files.map(([path]) => path).sort()).toEqual([
      "dashboards/gpu.json",
      "dashboards/inference-overview.json",
      "dashboards/litellm.json",
      "dashboards/nginx-open-webui.json",
      "dashboards/ollama-queue.json",
    ]);
    for (const [path, text] of files) {
      expect(`dashboards/${(JSON.parse(text) as { uid: string }).uid}.json`).toBe(path);
      expect(text.endsWith("}\n")).toBe(true);
    }
  });
  it("open with the provisioned sources", () => {
    const other: Stack = {
      ...stack,
      dataSources: [{ ...stack.dataSources[0]!, name: "Mimir EU", uid: "mimir-eu" }, stack.dataSources[1]!],
    };
    const [prom] = (JSON.parse(provisioning(boards, other).get("dashboards/gpu.json")!) as any).templating
      .list;
    expect(prom).toMatchObject({
      name: "prom",
      type: "datasource",
      current: { text: "Mimir EU", value: "mimir-eu" },
    });
  });
  it("are the same bytes every time", () => {
    expect([...provisioning(boards, stack)]).toEqual([...provisioning(boards, stack)]);
  });
});
