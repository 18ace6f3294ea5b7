// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import type { Log } from "../metric.ts";

const streamLabels = { job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], service_name: "any", status: "any" } as const;
const fields = ["bytes_sent","host","http_referer","http_user_agent","method","protocol","remote_addr","request_time","status","time_iso8601","time_local","upstream_addr","upstream_connect_time","upstream_header_time","upstream_response_time","upstream_status","uri"] as const;

/** nginx's access log in the stack's JSON format, and the labels the pipeline gives each stream in Loki. */
export const nginx_access_log: Log<typeof streamLabels, (typeof fields)[number]> = { log: "nginx_access_log", streamLabels, fields, notNumbers: ["host","http_referer","http_user_agent","method","protocol","remote_addr","time_iso8601","time_local","upstream_addr","upstream_connect_time","upstream_header_time","upstream_response_time","upstream_status","uri"] };
