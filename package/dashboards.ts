/** `inference-dashboards/dashboards`: boards as code, and their JSON. */
export {
  buildBoards,
  collapsedRow,
  dashboard,
  row,
  type Annotation,
  type Board,
  type Row,
  type Spec,
} from "../dashboards/build/dashboard.ts";
export { readBoards } from "../dashboards/build/read-boards.ts";
export { choice, filter, textBox, type Variable } from "../dashboards/build/variables.ts";
