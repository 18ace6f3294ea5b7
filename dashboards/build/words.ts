/** Words for states that more than one board shows. */
import { colors, words } from "../../panels/style.ts";
import * as nginx from "../../queries/nginx.ts";

/** For `nginx.frontDoor`. */
export const FRONT_DOOR = words({
  [nginx.FRONT_DOOR.up]: ["up", colors.good],
  [nginx.FRONT_DOOR.nginxDown]: ["nginx down", colors.bad],
  [nginx.FRONT_DOOR.exporterDown]: ["exporter down", colors.warning],
  [nginx.FRONT_DOOR.notScraped]: ["not scraped", colors.absent],
});
/** For `queue.redis`. */
export const REDIS = words({
  0: ["down", colors.bad],
  1: ["up", colors.good],
  [-1]: ["not known", colors.absent],
});
