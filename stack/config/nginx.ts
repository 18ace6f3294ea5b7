/** nginx's configuration: the front door of everything, with the log that the boards read. */
import type { Stack } from "../../stack.ts";
import type { Places } from "./places.ts";
import { locationPattern, OTHERWISE, ROUTES } from "./routes.ts";

/**
 * Keys of a log line and nginx's variables. A number that always exists is bare; what an upstream says may be empty,
 * "-" or a list after a retry, and without quotes such a line would be no JSON.
 */
const LOG_FIELDS: readonly (readonly [key: string, value: string])[] = [
  ["time_local", '"$time_local"'],
  ["time_iso8601", '"$time_with_milliseconds"'],
  ["remote_addr", '"$remote_addr"'],
  ["host", '"$host"'],
  ["method", '"$request_method"'],
  // As the client sent it: a normalised path would hide what was asked for.
  ["uri", '"$request_uri"'],
  ["protocol", '"$server_protocol"'],
  ["status", "$status"],
  ["bytes_sent", "$bytes_sent"],
  ["request_time", "$request_time"],
  ["upstream_addr", '"$upstream_addr"'],
  ["upstream_status", '"$upstream_status"'],
  ["upstream_response_time", '"$upstream_response_time"'],
  ["upstream_header_time", '"$upstream_header_time"'],
  ["upstream_connect_time", '"$upstream_connect_time"'],
  ["http_referer", '"$http_referer"'],
  ["http_user_agent", '"$http_user_agent"'],
];

export function nginx({ upstreams }: Stack, { nginx: places, accessLog }: Places): string {
  const format = LOG_FIELDS.map(([key, value]) => `"${key}":${value}`).join(",");
  const locations = ROUTES.map((route) => {
    const to = route.upstream && upstreams[route.upstream];
    return `    location ~ ${locationPattern(route)} {
${to === undefined ? "      return 404;" : toUpstream(to, places.resolver)}${to !== undefined && route.upstream === "speaches" ? "\n      # A prefix of ours, which the server does not know.\n      rewrite ^/speaches(/.*)$ $1 break;" : ""}
    }`;
  });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path "${places.scratch}/${name}";`,
  );
  return `daemon off;
worker_processes 2;
pid "${places.scratch}/nginx.pid";
error_log ${places.errorLog === "stderr" ? "stderr" : `"${places.errorLog}"`} warn;

events {
  worker_connections 1024;
}

http {
  server_tokens off;
  default_type application/octet-stream;
${temporary.join("\n")}

  # nginx's own time has whole seconds, and of equal lines of one second Loki would keep one.
  map "$time_iso8601 $msec" $time_with_milliseconds {
    "~^(?<second>.{19})(?<zone>[^ ]+) [0-9]+(?<fraction>[.][0-9]+)$" "$second$fraction$zone";
  }
  log_format inference escape=json '{${format}}';
  access_log "${accessLog}" inference;
${places.resolver === undefined ? "" : `\n  # Asked again every ten seconds: a container that was made anew has another address.\n  resolver ${places.resolver} valid=10s ipv6=off;\n`}
  # Pictures and sound come along with a prompt.
  client_max_body_size 100m;

  proxy_http_version 1.1;
  proxy_connect_timeout 5s;
  # A job may wait in the queue, and a long answer takes its time.
  proxy_read_timeout 1h;
  proxy_send_timeout 1h;
  # Tokens are passed on as they come.
  proxy_buffering off;
  proxy_set_header Connection "";
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;

  map $http_upgrade $connection_upgrade {
    default upgrade;
    "" "";
  }

  server {
    listen ${places.listen};

    # The first that fits decides.
${locations.join("\n")}
    location / {
${toUpstream(upstreams[OTHERWISE.upstream]!, places.resolver)}
      # Open WebUI's websockets; and it compares their origin with the host.
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }

  # For the exporter only; not part of the log, which is about requests of people.
  server {
    listen ${places.status};
    access_log off;
    location = /stub_status {
      stub_status;
    }
    location / {
      return 404;
    }
  }
}
`;
}

/**
 * A name in a variable is looked up at each request, a name in proxy_pass once, at the start, which fails where there is
 * none. The host's own name is in /etc/hosts, which the resolver does not read.
 */
function toUpstream(address: string, resolver: string | undefined): string {
  return resolver === undefined || address.startsWith("host.docker.internal:")
    ? `      proxy_pass http://${address};`
    : `      set $upstream "${address}";
      proxy_pass http://$upstream;`;
}
