/** How every YAML file that Grafana or Kubernetes reads is written. */
import { Document } from "yaml";

/** YAML 1.1, as the parsers written in Go read it: there `y` and `on` without quotes would be booleans. */
export function yaml(value: object, comment: string): string {
  const document = new Document(value, { version: "1.1" });
  document.commentBefore = comment;
  return document.toString({ lineWidth: 0, directives: false });
}
