import { lifeReducers } from "./reduce-life.ts";
import { packetReducers } from "./reduce-packets.ts";
import { parameterReducers } from "./reduce-parameters.ts";
import { setReducers } from "./reduce-sets.ts";
import { stateReducers } from "./reduce-state.ts";
import { validatorReducers } from "./reduce-validators.ts";
import type { Reducers } from "./timeline-draft.ts";

/** What each kind of event does to a timeline; kinds that are missing do nothing. */
export const reducers: Reducers = {
  ...lifeReducers,
  ...packetReducers,
  ...setReducers,
  ...validatorReducers,
  ...parameterReducers,
  ...stateReducers,
};
